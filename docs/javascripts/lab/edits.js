/**
 * What a reader may do to a picture of 28 × 28 grey pixels: move, turn, blur, cover and disturb it, or paint on it.
 *
 * A picture is a Uint8Array of 784 numbers from 0 (black, the background) to 255, row after row. What enters from
 * outside of it is background. Everything here is arithmetic; drawing is in pad.js.
 */

import { SIDE } from "./state.js"

/** @typedef {Uint8Array} Pixels */

/**
 * @typedef {object} Edits
 * @property {number} right      pixels to the right, whole
 * @property {number} down       pixels down, whole
 * @property {number} turn       degrees, clockwise
 * @property {number} blur       standard deviation of the Gaussian, in pixels
 * @property {number} noise      standard deviation of what is added to each pixel, in grey levels
 * @property {number} seed       of the noise
 * @property {number} patch      side of the black patch, in pixels; 0 for none
 * @property {number} patchRow   its first row
 * @property {number} patchColumn its first column
 */

/** @type {Readonly<Edits>} */
export const NO_EDITS = Object.freeze({
  right: 0,
  down: 0,
  turn: 0,
  blur: 0,
  noise: 0,
  seed: 1,
  patch: 0,
  patchRow: 10,
  patchColumn: 10,
})

/** @returns {Pixels} */
export const blank = () => new Uint8Array(SIDE * SIDE)

/**
 * All edits in one fixed order: move, turn, blur, cover, disturb. The noise comes last, as in a camera.
 *
 * @param {Pixels} pixels
 * @param {Edits} edits
 * @returns {Pixels}
 */
export function applyEdits(pixels, edits) {
  let edited = pixels
  if (edits.right || edits.down) edited = shift(edited, edits.right, edits.down)
  if (edits.turn) edited = rotate(edited, edits.turn)
  if (edits.blur) edited = blur(edited, edits.blur)
  if (edits.patch) edited = occlude(edited, edits.patchRow, edits.patchColumn, edits.patch)
  if (edits.noise) edited = addNoise(edited, edits.noise, edits.seed)
  return edited
}

/**
 * @param {Pixels} pixels
 * @param {number} right whole pixels
 * @param {number} down whole pixels
 * @returns {Pixels}
 */
export function shift(pixels, right, down) {
  const moved = blank()
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) moved[row * SIDE + column] = at(pixels, row - down, column - right)
  }
  return moved
}

/**
 * Turn about the middle of the picture; a pixel is mixed from the four it falls between (bilinear).
 *
 * @param {Pixels} pixels
 * @param {number} degrees clockwise
 * @returns {Pixels}
 */
export function rotate(pixels, degrees) {
  const turned = new Uint8ClampedArray(SIDE * SIDE) // rounds to the nearest, unlike Uint8Array
  const cosine = Math.cos((degrees * Math.PI) / 180)
  const sine = Math.sin((degrees * Math.PI) / 180)
  const middle = (SIDE - 1) / 2
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const x = column - middle
      const y = row - middle
      turned[row * SIDE + column] = between(pixels, middle - sine * x + cosine * y, middle + cosine * x + sine * y)
    }
  }
  return new Uint8Array(turned.buffer)
}

/**
 * Gaussian blur, cut off at four standard deviations.
 *
 * @param {Pixels} pixels
 * @param {number} deviation in pixels, above 0
 * @returns {Pixels}
 */
export function blur(pixels, deviation) {
  const radius = Math.floor(4 * deviation + 0.5)
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * deviation ** 2)),
  )
  const total = weights.reduce((sum, weight) => sum + weight)
  /** @type {(from: ArrayLike<number>, to: Float64Array | Uint8ClampedArray, step: number, across: number) => void} */
  const along = (from, to, step, across) => {
    for (let line = 0; line < SIDE; line++) {
      for (let place = 0; place < SIDE; place++) {
        let sum = 0
        const last = Math.min(SIDE - 1, place + radius)
        for (let other = Math.max(0, place - radius); other <= last; other++) {
          sum += from[line * across + other * step] * weights[other - place + radius]
        }
        to[line * across + place * step] = sum / total
      }
    }
  }
  const half = new Float64Array(SIDE * SIDE)
  const blurred = new Uint8ClampedArray(SIDE * SIDE)
  along(pixels, half, 1, SIDE)
  along(half, blurred, SIDE, 1)
  return new Uint8Array(blurred.buffer)
}

/**
 * Add independent normal noise; the same seed gives the same noise.
 *
 * @param {Pixels} pixels
 * @param {number} deviation in grey levels
 * @param {number} seed
 * @returns {Pixels}
 */
export function addNoise(pixels, deviation, seed) {
  const noisy = new Uint8ClampedArray(SIDE * SIDE)
  const random = generator(seed)
  for (let i = 0; i < noisy.length; i++) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()) // Box and Muller
    noisy[i] = pixels[i] + deviation * normal
  }
  return new Uint8Array(noisy.buffer)
}

/**
 * Cover a square with background.
 *
 * @param {Pixels} pixels
 * @param {number} row first row of the patch
 * @param {number} column first column of the patch
 * @param {number} side of the patch
 * @returns {Pixels}
 */
export function occlude(pixels, row, column, side) {
  const covered = pixels.slice()
  for (let y = Math.max(0, row); y < Math.min(SIDE, row + side); y++) {
    for (let x = Math.max(0, column); x < Math.min(SIDE, column + side); x++) covered[y * SIDE + x] = 0
  }
  return covered
}

/**
 * Paint a straight piece of a stroke with a round brush, in place. A pixel's share of the paint falls from 1 to 0 over
 * one pixel at the brush's rim, so lines are smooth. A pen only brightens, an eraser only darkens.
 *
 * @param {Pixels} pixels changed in place
 * @param {{x: number, y: number}} from in pixels; the centre of the first pixel is (0.5, 0.5)
 * @param {{x: number, y: number}} to
 * @param {number} size diameter of the brush in pixels
 * @param {boolean} erase
 */
export function stroke(pixels, from, to, size, erase) {
  const reach = size / 2 + 0.5
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const squared = dx * dx + dy * dy
  const first = { row: clip(Math.min(from.y, to.y) - reach), column: clip(Math.min(from.x, to.x) - reach) }
  const last = { row: clip(Math.max(from.y, to.y) + reach), column: clip(Math.max(from.x, to.x) + reach) }
  for (let row = first.row; row <= last.row; row++) {
    for (let column = first.column; column <= last.column; column++) {
      const [x, y] = [column + 0.5 - from.x, row + 0.5 - from.y]
      const along = squared ? Math.min(1, Math.max(0, (x * dx + y * dy) / squared)) : 0
      const share = Math.min(1, Math.max(0, reach - Math.hypot(x - along * dx, y - along * dy)))
      const i = row * SIDE + column
      if (erase) pixels[i] = Math.min(pixels[i], Math.round(255 * (1 - share)))
      else pixels[i] = Math.max(pixels[i], Math.round(255 * share))
    }
  }
}

/** @type {(place: number) => number} the pixel that holds a place, or the nearest in the picture */
const clip = (place) => Math.min(SIDE - 1, Math.max(0, Math.floor(place)))

/** @type {(pixels: Pixels, row: number, column: number) => number} */
const at = (pixels, row, column) =>
  row >= 0 && row < SIDE && column >= 0 && column < SIDE ? pixels[row * SIDE + column] : 0

/** @type {(pixels: Pixels, row: number, column: number) => number} */
function between(pixels, row, column) {
  const [top, left] = [Math.floor(row), Math.floor(column)]
  const [down, right] = [row - top, column - left]
  return (
    (1 - down) * ((1 - right) * at(pixels, top, left) + right * at(pixels, top, left + 1)) +
    down * ((1 - right) * at(pixels, top + 1, left) + right * at(pixels, top + 1, left + 1))
  )
}

/**
 * Mulberry32, a small seeded generator: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 *
 * @param {number} seed
 * @returns {() => number} uniform in [0, 1)
 */
function generator(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
