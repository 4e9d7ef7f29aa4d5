/**
 * How one number of the network comes about, worked out once more by hand: no library, numbers in and numbers out. The
 * maps are row-major with channels last, kernels as Keras keeps them: (row, column, input, filter).
 */

import { SIDE } from "./state.js"

/** @typedef {import("./data.js").Weights} Weights */
/** @typedef {import("./network.js").Activations} Activations */
/** @typedef {import("./state.js").MapPixel} MapPixel */
/** @typedef {{top: number, left: number, bottom: number, right: number}} Box  the last row and column are outside */
/** @typedef {{conv2?: Box, conv1?: Box, input: Box}} Field */
/** @typedef {{channel: number, values: number[], kernel: number[], products: number[], sum: number}} Patch  9 of each */
/**
 * @typedef {object} Convolved
 * @property {Patch[]} patches  one for each input channel
 * @property {number} bias
 * @property {number} sum  of all products and the bias
 * @property {number} relu  what stands in the map
 * @property {boolean} muted
 */
/** @typedef {{values: number[], max: number, argmax: number}} Pooled  row by row; argmax is the first largest */

/**
 * What a unit sees of the layers below it. A box may reach over the edge, where there are zeros.
 *
 * @param {"conv1"|"conv2"|"pool"} layer
 * @param {number} row
 * @param {number} column
 * @returns {Field}
 */
export function receptiveField(layer, row, column) {
  if (layer === "conv1") return { input: around(unit(row, column)) }
  const own = unit(row, column)
  if (layer === "conv2") return { conv1: around(own), input: around(around(own)) }
  const conv2 = { top: 2 * row, left: 2 * column, bottom: 2 * row + 2, right: 2 * column + 2 }
  return { conv2, conv1: around(conv2), input: around(around(conv2)) }
}

/** @param {number} row @param {number} column @returns {Box} */
function unit(row, column) {
  return { top: row, left: column, bottom: row + 1, right: column + 1 }
}

/** What a 3 × 3 convolution needs to work out a box. @param {Box} box @returns {Box} */
function around({ top, left, bottom, right }) {
  return { top: top - 1, left: left - 1, bottom: bottom + 1, right: right + 1 }
}

/**
 * How one pixel of conv1 or conv2 comes about.
 *
 * @param {MapPixel} pixel
 * @param {ArrayLike<number>} below  what the layer reads, (28, 28, inputs): the scaled picture, or conv1
 * @param {Weights} weights
 * @param {boolean} muted
 * @returns {Convolved}
 */
export function convolved({ layer, channel, row, column }, below, weights, muted) {
  const kernels = weights[`${layer}/kernel`]
  const biases = weights[`${layer}/bias`]
  const inputs = kernels.length / 9 / biases.length
  const patches = Array.from({ length: inputs }, (_, input) => {
    const values = [], kernel = [], products = []
    for (let place = 0; place < 9; place++) {
      const [y, x] = [row - 1 + Math.floor(place / 3), column - 1 + (place % 3)]
      const inside = y >= 0 && y < SIDE && x >= 0 && x < SIDE
      const value = inside ? below[(y * SIDE + x) * inputs + input] : 0
      const weight = kernels[(place * inputs + input) * biases.length + channel]
      values.push(value)
      kernel.push(weight)
      products.push(value * weight)
    }
    return { channel: input, values, kernel, products, sum: total(products) }
  })
  const bias = biases[channel]
  const sum = total(patches.map((patch) => patch.sum)) + bias
  return { patches, bias, sum, relu: muted ? 0 : Math.max(0, sum), muted }
}

/**
 * How one pixel of pool comes about.
 *
 * @param {MapPixel} pixel
 * @param {Float32Array} conv2  (28, 28, channels)
 * @returns {Pooled}
 */
export function pooled({ channel, row, column }, conv2) {
  const channels = conv2.length / SIDE ** 2
  const values = [0, 1, 2, 3].map((place) => {
    const [y, x] = [2 * row + (place >> 1), 2 * column + (place & 1)]
    return conv2[(y * SIDE + x) * channels + channel]
  })
  const max = Math.max(...values)
  return { values, max, argmax: values.indexOf(max) }
}

/**
 * What each pooled unit brings to a class's score: its value times its weight. Together with the bias they are the score.
 *
 * @param {number} classIndex
 * @param {Activations} activations
 * @param {Weights} weights
 * @returns {Float32Array} (14, 14, 16)
 */
export function contributions(classIndex, activations, weights) {
  const kernel = weights["predictions/kernel"]
  const classes = weights["predictions/bias"].length
  return activations.pool.map((value, place) => value * kernel[place * classes + classIndex])
}

/**
 * Probabilities from scores. The largest score is taken away first, so that no power overflows.
 *
 * @param {Float32Array} scores
 * @returns {Float32Array}
 */
export function softmax(scores) {
  const largest = Math.max(...scores)
  const powers = Array.from(scores, (score) => Math.exp(score - largest))
  const sum = total(powers)
  return Float32Array.from(powers, (power) => power / sum)
}

/** The class of the highest probability. @param {Float32Array} probabilities */
export function likeliest(probabilities) {
  return probabilities.indexOf(Math.max(...probabilities))
}

/** @param {number[]} values */
function total(values) {
  return values.reduce((sum, value) => sum + value, 0)
}
