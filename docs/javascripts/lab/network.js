/**
 * The tutorial's network in the browser: the Keras model, rebuilt by TensorFlow.js from its own configuration, and a
 * probe over the same weights that shows its layers, as `build_probe` does in Python.
 */

import * as tf from "../vendor/tfjs/tfjs.js"
import { softmax } from "./arithmetic.js"
import { gunzip, request } from "./data.js"
import { NOTHING_MUTED, SIDE } from "./state.js"

/** @typedef {import("./data.js").Weights} Weights */
/** @typedef {import("./state.js").Muted} Muted  their maps are 0 everywhere */
/**
 * @typedef {object} Activations  row-major, channels last
 * @property {Float32Array} conv1  (28, 28, 8), after ReLU
 * @property {Float32Array} conv2  (28, 28, 16), after ReLU
 * @property {Float32Array} pool  (14, 14, 16)
 * @property {Float32Array} logits  (10), the classes' scores
 * @property {Float32Array} probabilities  (10)
 */

const IMAGE = [SIDE, SIDE, 1]
const SHOWN = ["conv1", "conv2", "pool", "predictions"]
/** @type {readonly ("conv1"|"conv2")[]} */
const MUTABLE = ["conv1", "conv2"]
const VENDOR = new URL("../vendor/tfjs/", import.meta.url)
const BINARY = "tfjs-backend-wasm-simd.wasm"

/**
 * Start WebAssembly, or else, where it is missing or fails, plain JavaScript.
 *
 * @param {"wasm"|"cpu"} [wanted]
 * @returns {Promise<"wasm"|"cpu">} which of them runs
 */
export async function startBackend(wanted = "wasm") {
  if (wanted === "wasm" && (await startWasm().catch(() => false))) return "wasm"
  await tf.setBackend("cpu")
  return "cpu"
}

async function startWasm() {
  if (!(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) return false
  const response = await request(new URL(`${BINARY}.gz`, VENDOR))
  const content = await gunzip(await response.arrayBuffer())
  const address = URL.createObjectURL(new Blob([content], { type: "application/wasm" }))
  try {
    tf.setWasmPaths({
      "tfjs-backend-wasm.wasm": address,
      [BINARY]: address,
      "tfjs-backend-wasm-threaded-simd.wasm": address,
    })
    return await tf.setBackend("wasm")
  } finally {
    URL.revokeObjectURL(address)
  }
}

export class Network {
  #model
  #probe
  /** @type {Weights} */
  #weights = {}
  /** What each layer's weights in the model were made from. @type {Record<string, string>} */
  #inPlace = {}

  /**
   * @param {import("../vendor/tfjs/tfjs.js").LayersModel} model
   */
  constructor(model) {
    this.#model = model
    const outputs = SHOWN.map((name) => model.getLayer(name).output)
    this.#probe = new tf.LayersModel({ inputs: model.inputs, outputs, name: "probe" })
  }

  /**
   * Build the model. It has no weights yet.
   *
   * @param {{manifest: {model: object}}} data
   */
  static async load(data) {
    return new Network(await tf.modelFromJSON(structuredClone(data.manifest.model))) // it eats its argument
  }

  /** @param {Weights} weights */
  setWeights(weights) {
    this.#weights = weights
    this.#inPlace = {}
  }

  get weights() {
    return this.#weights
  }

  /**
   * Run one image through the network, at once.
   *
   * @param {ArrayLike<number>} pixels  784 raw values, 0 to 255
   * @param {Muted} [muted]
   * @returns {Activations}
   */
  forward(pixels, muted = NOTHING_MUTED) {
    this.#put(muted)
    const [conv1, conv2, pool, logits] = tf.tidy(() => {
      const answers = this.#probe.apply(tf.tensor(Float32Array.from(pixels), [1, ...IMAGE]))
      return answers.map((/** @type {import("../vendor/tfjs/tfjs.js").Tensor} */ answer) => answer.dataSync())
    })
    return { conv1, conv2, pool, logits, probabilities: softmax(logits) }
  }

  /**
   * The scores of several images.
   *
   * @param {Float32Array} batch  (count, 784)
   * @param {number} count
   * @param {Muted} [muted]
   * @returns {Float32Array} (count, 10)
   */
  logitsOf(batch, count, muted = NOTHING_MUTED) {
    this.#put(muted)
    return tf.tidy(() => this.#model.apply(tf.tensor(batch, [count, ...IMAGE])).dataSync())
  }

  /**
   * Give the model its weights. A muted channel gets a kernel and a bias of zeros: ReLU(0) is 0.
   *
   * @param {Muted} muted
   */
  #put(muted) {
    for (const layer of MUTABLE) {
      const channels = [...muted[layer]].sort((a, b) => a - b)
      this.#putLayer(layer, channels.join(), (values) => silence(values, channels, this.#filters(layer)))
    }
    this.#putLayer("predictions", "", (values) => values)
  }

  /**
   * @param {string} name
   * @param {string} what
   * @param {(values: Float32Array) => Float32Array} change
   */
  #putLayer(name, what, change) {
    if (this.#inPlace[name] === what) return
    tf.tidy(() => {
      const layer = this.#model.getLayer(name)
      const shapes = layer.weights.map((weight) => weight.shape)
      layer.setWeights(
        ["kernel", "bias"].map((kind, place) => tf.tensor(change(this.#weights[`${name}/${kind}`]), shapes[place])),
      )
    })
    this.#inPlace[name] = what
  }

  /** @param {string} layer */
  #filters(layer) {
    return this.#weights[`${layer}/bias`].length
  }
}

/**
 * @param {Float32Array} values  the filter is the last axis
 * @param {number[]} channels
 * @param {number} filters
 */
function silence(values, channels, filters) {
  const silenced = values.slice()
  for (const channel of channels) {
    for (let place = channel; place < silenced.length; place += filters) silenced[place] = 0
  }
  return silenced
}
