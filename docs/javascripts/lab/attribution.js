/**
 * Which pixels does a score come from? Two heat maps, defined as in tutorial_keras/measure/heat_maps.py: both explain a
 * class's score, what goes into the softmax.
 */

import { LabError } from "./error.js"
import { SIDE } from "./state.js"

/** @typedef {import("./data.js").Weights} Weights */
/** @typedef {import("./network.js").Activations} Activations */
/** @typedef {import("./network.js").Muted} Muted */
/** @typedef {import("./network.js").Network} Network */

const HALF = SIDE / 2
/** For so many milliseconds at a time occlusion may keep the page from drawing. */
const FRAME = 12

/**
 * How fast the score changes as a pixel changes: |∂score / ∂pixel|, by the chain rule from the score down. What does not
 * take part passes nothing on: of four pooled numbers all but the first largest, and wherever ReLU put out 0.
 *
 * @param {number} classIndex
 * @param {Activations} activations  with muted channels, if any: they are 0, and so they pass nothing on
 * @param {Weights} weights
 * @param {number} scale  what raw pixels are multiplied by
 * @returns {Float32Array} (28, 28), from 0 up, in units of score per unit of raw pixel
 */
export function saliency(classIndex, activations, weights, scale) {
  const onConv2 = throughPooling(classIndex, activations.conv2, weights)
  const onConv1 = throughConvolution(onConv2, weights["conv2/kernel"], weights["conv1/bias"].length)
  activations.conv1.forEach((value, place) => {
    if (value <= 0) onConv1[place] = 0
  })
  return throughConvolution(onConv1, weights["conv1/kernel"], 1).map((slope) => Math.abs(slope) * scale)
}

/**
 * @param {number} classIndex
 * @param {Float32Array} conv2  (28, 28, channels)
 * @param {Weights} weights
 * @returns {Float32Array} the slope of the score on what goes into conv2's ReLU, (28, 28, channels)
 */
function throughPooling(classIndex, conv2, weights) {
  const kernel = weights["predictions/kernel"]
  const classes = weights["predictions/bias"].length
  const channels = weights["conv2/bias"].length
  const slopes = new Float32Array(conv2.length)
  for (let row = 0; row < HALF; row++) {
    for (let column = 0; column < HALF; column++) {
      for (let channel = 0; channel < channels; channel++) {
        const first = (2 * row * SIDE + 2 * column) * channels + channel
        let largest = first
        for (const other of [first + channels, first + SIDE * channels, first + (SIDE + 1) * channels]) {
          if (conv2[other] > conv2[largest]) largest = other
        }
        const pooled = (row * HALF + column) * channels + channel
        if (conv2[largest] > 0) slopes[largest] = kernel[pooled * classes + classIndex]
      }
    }
  }
  return slopes
}

/**
 * From the slopes on what a 3 × 3 convolution puts out to those on what goes in.
 *
 * @param {Float32Array} slopes  (28, 28, filters), mostly 0
 * @param {Float32Array} kernel  (3, 3, inputs, filters)
 * @param {number} inputs
 * @returns {Float32Array} (28, 28, inputs)
 */
function throughConvolution(slopes, kernel, inputs) {
  const filters = slopes.length / SIDE ** 2
  const below = new Float32Array(SIDE ** 2 * inputs)
  slopes.forEach((slope, place) => {
    if (slope === 0) return
    const filter = place % filters
    const spot = (place - filter) / filters
    const [row, column] = [Math.floor(spot / SIDE), spot % SIDE]
    for (let tap = 0; tap < 9; tap++) {
      const [y, x] = [row - 1 + Math.floor(tap / 3), column - 1 + (tap % 3)]
      if (y < 0 || y >= SIDE || x < 0 || x >= SIDE) continue
      for (let input = 0; input < inputs; input++) {
        below[(y * SIDE + x) * inputs + input] += slope * kernel[(tap * inputs + input) * filters + filter]
      }
    }
  })
  return below
}

/**
 * How far the score falls when a black square covers part of the image, at every place in turn; a pixel gets the mean
 * over the squares that cover it. Squares at the right and lower edge are cut short. The page stays live meanwhile.
 *
 * @param {Network} network
 * @param {ArrayLike<number>} pixels  784 raw values
 * @param {number} classIndex
 * @param {Muted} muted
 * @param {{patch?: number, step?: number}} [square]  its side, and how far one place is from the next, 1 ≤ step ≤ patch
 * @param {(share: number) => void} [onProgress]  called with how much is done, 0 to 1
 * @param {AbortSignal} [signal]  stops it
 * @returns {Promise<Float32Array>} (28, 28): above 0 where covering speaks against the class; rejected with an
 *   AbortError when stopped, or when the network got other weights
 */
export async function occlusion(network, pixels, classIndex, muted, { patch = 4, step = 2 } = {}, onProgress, signal) {
  if (!(step >= 1 && step <= patch)) throw new LabError(`received patch ${patch}, step ${step}; expected 1 ≤ step ≤ patch`)
  const image = Float32Array.from(pixels)
  const weights = network.weights
  const full = network.logitsOf(image, 1, muted)[classIndex]
  const drops = new Float64Array(SIDE ** 2)
  const covers = new Uint16Array(SIDE ** 2)
  const places = squares(patch, step)
  let paused = performance.now()
  for (const [done, covered] of places.entries()) {
    const hidden = image.slice()
    for (const pixel of covered) hidden[pixel] = 0
    const drop = full - network.logitsOf(hidden, 1, muted)[classIndex]
    for (const pixel of covered) {
      drops[pixel] += drop
      covers[pixel] += 1
    }
    if (performance.now() - paused < FRAME) continue
    onProgress?.((done + 1) / places.length)
    await new Promise((resume) => setTimeout(resume))
    signal?.throwIfAborted()
    if (network.weights !== weights) throw new DOMException("the network has other weights now", "AbortError")
    paused = performance.now()
  }
  onProgress?.(1)
  return Float32Array.from(drops, (drop, pixel) => drop / covers[pixel])
}

/**
 * @param {number} patch
 * @param {number} step
 * @returns {number[][]} the pixels that each square covers
 */
function squares(patch, step) {
  const found = []
  for (let top = 0; top < SIDE; top += step) {
    for (let left = 0; left < SIDE; left += step) {
      const pixels = []
      for (let row = top; row < Math.min(top + patch, SIDE); row++) {
        for (let column = left; column < Math.min(left + patch, SIDE); column++) pixels.push(row * SIDE + column)
      }
      found.push(pixels)
    }
  }
  return found
}
