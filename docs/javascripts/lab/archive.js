/**
 * Arrays as files that other programs read: NumPy's .npy, several of them in an .npz, and JSON.
 *
 * An .npz is a ZIP archive of .npy files, so one download holds all layers under their names:
 * `numpy.load("maps.npz")["conv1"]`. Formats: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * and https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (stored, not compressed).
 */

import { crc32 } from "./crc32.js"

/** @typedef {{data: Float32Array | Uint8Array, shape: number[]}} Shaped  row-major */

const TYPES = /** @type {const} */ ({ Float32Array: "<f4", Uint8Array: "|u1" })

/**
 * Version 1.0 of the format: magic, version, length of the header, a Python literal padded to whole 64 bytes, the data.
 *
 * @param {Shaped} array
 * @returns {Uint8Array}
 */
export function npy({ data, shape }) {
  const type = data instanceof Float32Array ? TYPES.Float32Array : TYPES.Uint8Array
  const literal = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.map((side) => `${side},`).join("")}), }`
  const length = Math.ceil((10 + literal.length + 1) / 64) * 64
  const file = new Uint8Array(length + data.byteLength)
  file.set([0x93, ...ascii("NUMPY"), 1, 0, (length - 10) & 255, (length - 10) >> 8])
  file.set(ascii(literal.padEnd(length - 11) + "\n"), 10)
  if (data instanceof Uint8Array) file.set(data, length)
  else data.forEach((value, i) => new DataView(file.buffer).setFloat32(length + 4 * i, value, true))
  return file
}

/**
 * @param {Record<string, Shaped>} arrays
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function npz(arrays) {
  return zip(Object.entries(arrays).map(([name, array]) => [`${name}.npy`, npy(array)]))
}

/**
 * @param {Record<string, Shaped>} arrays
 * @returns {string} {"conv1": {"shape": [28, 28, 8], "data": [...]}, ...}: flat, row-major
 */
export function json(arrays) {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(arrays).map(([name, { data, shape }]) => [name, { shape, data: Array.from(data) }]),
    ),
  )
}

/**
 * A ZIP archive without compression.
 *
 * @param {[string, Uint8Array][]} files names in ASCII
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function zip(files) {
  const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50]
  const [VERSION, MIDNIGHT_1980] = [20, 0x00210000] // no clock: the same arrays give the same file
  /** @type {Uint8Array[]} */
  const parts = []
  /** @type {Uint8Array[]} */
  const directory = []
  let offset = 0
  for (const [name, content] of files) {
    const sum = crc32(content)
    const common = fields(
      [2, 0],
      [2, 0],
      [4, MIDNIGHT_1980],
      [4, sum],
      [4, content.length],
      [4, content.length],
      [2, name.length],
      [2, 0],
    )
    const local = [fields([4, LOCAL], [2, VERSION]), common, ascii(name), content]
    directory.push(
      fields([4, CENTRAL], [2, VERSION], [2, VERSION]),
      common,
      fields([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]),
      ascii(name),
    )
    parts.push(...local)
    offset += length(local)
  }
  const end = fields(
    [4, END],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, length(directory)],
    [4, offset],
    [2, 0],
  )
  return join([...parts, ...directory, end])
}

/** @type {(text: string) => Uint8Array} */
const ascii = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** @type {(...fields: [bytes: number, value: number][]) => Uint8Array} little-endian */
const fields = (...fields) =>
  Uint8Array.from(
    fields.flatMap(([bytes, value]) => Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 255)),
  )

/** @type {(parts: Uint8Array[]) => number} */
const length = (parts) => parts.reduce((sum, part) => sum + part.length, 0)

/** @type {(parts: Uint8Array[]) => Uint8Array<ArrayBuffer>} */
function join(parts) {
  const whole = new Uint8Array(length(parts))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
