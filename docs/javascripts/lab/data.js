/**
 * The lab's data: the manifest, test images and weights that the build exported (tutorial_keras/publish/lab.py says how
 * they are laid out). Every file is checked when it arrives; one that is missing or damaged is a `LabError`.
 */

import { crc32 } from "./crc32.js"
import { LabError } from "./error.js"
import { SIDE } from "./state.js"

/** @typedef {Record<string, Float32Array>} Weights  by Keras's names, as `conv1/kernel`; Keras's layout, row-major */
/** @typedef {{file: string, bytes: number, crc32: number}} Packed  a compressed file; size and checksum are unpacked */
/** @typedef {Packed & {step: number, epoch: number, loss: number, accuracy: number}} Checkpoint  loss and accuracy on the test images */
/** @typedef {Packed & {rate: number, trained_rate: number, loss: number, accuracy: number}} Shuffled  peak learning rates, its own and the tutorial's; rest as in Checkpoint */
/** @typedef {{name: string, shape: number[], dtype: "float32"|"int24", offset: number}} Layout */
/**
 * @typedef {object} Manifest
 * @property {number} format
 * @property {string[]} classes  the ten names in label order
 * @property {number} scale  what raw pixels are multiplied by
 * @property {object} model  the Keras configuration
 * @property {Layout[]} weights  where each array stands in a file of weights
 * @property {{trained: {checkpoints: Checkpoint[]}, shuffled: Shuffled}} networks
 * @property {{steps: number[], loss: number[]}} curve  mean loss of every few batches
 * @property {Packed & {items: {index: number, label: number, wrong: boolean}[]}} images  index: place among the test images
 * @property {{bytes: number, error: number, largest_error: number, changed_answers: number}} cost  of weights in three bytes
 * @property {import("./colours.js").ColourTexts} colours
 */

const FORMAT = 1
const PIXELS = SIDE ** 2

/**
 * @param {string} base  the address of the folder with the data, ending in /
 * @returns {Promise<LabData>}
 */
export async function openData(base) {
  const response = await request(new URL("manifest.json", base))
  /** @type {Manifest} */
  let manifest
  try {
    manifest = await response.json()
  } catch {
    throw damaged("manifest.json")
  }
  if (manifest?.format !== FORMAT) throw damaged("manifest.json")
  return new LabData(base, manifest, await unpacked(base, manifest.images))
}

export class LabData {
  /** @type {Map<string, Promise<Weights>>} */
  #weights = new Map()
  #base
  #images

  /**
   * @param {string} base
   * @param {Manifest} manifest
   * @param {Uint8Array} images  one after the other
   */
  constructor(base, manifest, images) {
    this.#base = base
    this.#images = images
    this.manifest = manifest
  }

  /**
   * @param {number} index  of a test image
   * @returns {Uint8Array} its 784 raw pixels, a copy
   */
  image(index) {
    const place = this.manifest.images.items.findIndex((item) => item.index === index)
    if (place < 0) throw new LabError(`The lab has no test image number ${index}.`)
    return this.#images.slice(place * PIXELS, (place + 1) * PIXELS)
  }

  /**
   * @param {number|null} index  of a test image, if any
   * @param {ArrayLike<number>} pixels
   * @returns {boolean} whether the pixels are that image's, all of them
   */
  isImage(index, pixels) {
    return index !== null && this.image(index).every((value, place) => value === pixels[place])
  }

  /** The first image of each class. */
  firsts() {
    return this.manifest.images.items.filter(({ label }, place, all) => all.findIndex((item) => item.label === label) === place)
  }

  /**
   * @param {"trained"|"shuffled"} network
   * @returns {number[]} after how many steps of its training there are weights, ascending
   */
  steps(network) {
    return network === "trained" ? this.manifest.networks.trained.checkpoints.map(({ step }) => step) : []
  }

  /**
   * The weights of a network; fetched when first asked for. Do not change them: others share them.
   *
   * @param {"trained"|"shuffled"} network
   * @param {number} [step]  of the trained network: one of its checkpoints, by default the last
   * @returns {Promise<Weights>}
   */
  weightsOf(network, step) {
    const { trained, shuffled } = this.manifest.networks
    const checkpoints = trained.checkpoints
    const found =
      network === "shuffled"
        ? shuffled
        : step === undefined
          ? checkpoints[checkpoints.length - 1]
          : checkpoints.find((checkpoint) => checkpoint.step === step)
    if (!found) return Promise.reject(new LabError(`The lab has no weights of step ${step}.`))
    const known = this.#weights.get(found.file)
    if (known) return known
    const coming = unpacked(this.#base, found).then((content) => readWeights(content, this.manifest.weights))
    this.#weights.set(found.file, coming)
    coming.catch(() => this.#weights.delete(found.file)) // the next time it is asked for anew
    return coming
  }
}

/**
 * @param {Uint8Array} content
 * @param {Layout[]} layout
 * @returns {Weights}
 */
function readWeights(content, layout) {
  /** @type {Weights} */
  const weights = {}
  for (const { name, shape, dtype, offset } of layout) {
    const size = shape.reduce((product, length) => product * length, 1)
    weights[name] = dtype === "int24" ? readInt24(content, offset, size) : readFloat32(content, offset, size)
  }
  return weights
}

/**
 * @param {Uint8Array} content
 * @param {number} offset
 * @param {number} size
 */
function readFloat32(content, offset, size) {
  return new Float32Array(content.slice(offset, offset + 4 * size).buffer)
}

/**
 * Whole numbers of three bytes: the step between them, then all the lowest bytes, all the middle ones, all the highest.
 *
 * @param {Uint8Array} content
 * @param {number} offset
 * @param {number} size
 */
function readInt24(content, offset, size) {
  const [step] = readFloat32(content, offset, 1)
  const low = offset + 4
  const middle = low + size
  const high = middle + size
  const values = new Float32Array(size)
  for (let place = 0; place < size; place++) {
    // the highest byte to the top of 32 bits and back, so that its sign spreads
    const whole = ((content[high + place] << 24) >> 8) | (content[middle + place] << 8) | content[low + place]
    values[place] = whole * step
  }
  return values
}

/**
 * Fetch a compressed file, unpack and check it.
 *
 * @param {string} base
 * @param {Packed} packed
 * @returns {Promise<Uint8Array>}
 */
async function unpacked(base, packed) {
  const { file, bytes } = packed
  const response = await request(new URL(file, base))
  let content
  try {
    content = await gunzip(await response.arrayBuffer())
  } catch (error) {
    throw error instanceof LabError ? error : damaged(file)
  }
  if (content.length !== bytes || crc32(content) !== packed.crc32) throw damaged(file)
  return content
}

/**
 * @param {ArrayBuffer} packed  compressed by gzip, or no longer: some hosts have the browser unpack it
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function gunzip(packed) {
  const start = new Uint8Array(packed, 0, Math.min(2, packed.byteLength))
  if (start[0] !== 0x1f || start[1] !== 0x8b) return new Uint8Array(packed)
  if (typeof DecompressionStream === "undefined") {
    throw new LabError("The lab needs a browser from 2023 or later: this one cannot unpack compressed files.")
  }
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/**
 * @param {URL} address
 * @returns {Promise<Response>}
 */
export async function request(address) {
  const name = address.pathname.split("/").pop()
  const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null)
  if (!answer?.ok) {
    const why = answer ? `the server answered ${answer.status}` : "the connection failed"
    throw new LabError(`The lab's file ${name} did not arrive: ${why}. Reload the page to try again.`)
  }
  return answer
}

/** @param {string} file */
function damaged(file) {
  return new LabError(`The lab's file ${file} arrived damaged. Reload the page to fetch it anew.`)
}
