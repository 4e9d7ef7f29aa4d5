/**
 * A photograph in the manner of the data: grey, dark background, the garment centred, its longer side 28 pixels.
 *
 * The steps are those by which Fashion-MNIST was made (Xiao, Rasul and Vollgraf 2017, section 2,
 * https://arxiv.org/abs/1708.07747): trim what is close to the colour of the corners, bring the longer side to 28,
 * sharpen, extend the shorter side, negate, make grey. Four things differ, because a photograph is no shop picture:
 *
 * - "close" is 10 % of the greatest distance between two colours, not 5 %, because the wall behind is less even;
 * - what is close to the background becomes 0, so that no wall remains as a grey haze;
 * - a dark background is not negated;
 * - the picture is made smaller by averaging areas, not by skipping rows, because 28 of 3,000 rows would be a lottery.
 *
 * Nothing leaves the machine: the browser decodes the file, and the rest is arithmetic.
 */

import { LabError } from "./error.js"
import { SIDE } from "./state.js"

const WORKING_SIDE = 512 // the garment ends up 28 pixels long; more than this is lost anyway
const LARGEST_FILE = 64 * 2 ** 20
const CLOSE = 0.1
const STRAY = 0.005 // the share of a row's pixels that may be dust on the background

/** @typedef {{width: number, height: number, data: Uint8ClampedArray}} Photo  red, green, blue, alpha of each pixel */
/** @typedef {{width: number, height: number, data: Float64Array}} Grey        0 to 255 */
/** @typedef {{top: number, left: number, bottom: number, right: number}} Box  the last row and column are outside */
/** @typedef {{name: string, picture: Photo | Grey}} Step                      one step, to be shown */

/**
 * @param {Blob & {name?: string}} file
 * @returns {Promise<{pixels: Uint8Array, steps: Step[]}>}
 * @throws {LabError} the file is no picture, or shows nothing before its background
 */
export async function readPhoto(file) {
  return convert(await decode(file))
}

/**
 * The arithmetic: from a colour picture to 784 pixels.
 *
 * @param {Photo} photo opaque
 * @returns {{pixels: Uint8Array, steps: Step[]}}
 * @throws {LabError} the picture shows nothing before its background
 */
export function convert(photo) {
  const corner = cornerColour(photo)
  const far = farFrom(photo, corner)
  const box = bounds(far, photo.width, photo.height)
  if (box === null)
    throw new LabError("This picture has nearly one colour only: nothing stands out from its background.")
  const grey = toGrey(photo)
  const ground = luma(corner[0], corner[1], corner[2])
  const light = ground >= 128
  const dark = withoutBackground(grey, far, ground)
  const cut = crop(dark, box)
  const scale = SIDE / Math.max(cut.width, cut.height)
  const small = shrink(cut, Math.max(1, Math.round(cut.width * scale)), Math.max(1, Math.round(cut.height * scale)))
  const placed = centre(sharpen(small), SIDE)
  const pixels = new Uint8Array(Uint8ClampedArray.from(placed.data).buffer)
  return {
    pixels,
    steps: [
      { name: "the photograph", picture: photo },
      { name: "grey", picture: grey },
      { name: light ? "background taken off, negated" : "background taken off", picture: dark },
      { name: "trimmed", picture: cut },
      { name: `longer side to ${SIDE} pixels`, picture: small },
      { name: "sharpened and centred", picture: placed },
    ],
  }
}

/**
 * @param {Blob & {name?: string}} file
 * @returns {Promise<Photo>} on white where it was transparent, at most 512 pixels long
 * @throws {LabError}
 */
export async function decode(file) {
  const name = file.name ? `“${file.name}”` : "This file"
  if (file.size > LARGEST_FILE) throw new LabError(`${name} is larger than 64 MB; choose a smaller picture.`)
  let bitmap
  try {
    bitmap = await createImageBitmap(file) // honours the camera's orientation
  } catch {
    throw new LabError(`${name} cannot be read as a picture; a JPEG, PNG or WebP file can.`)
  }
  const scale = Math.min(1, WORKING_SIDE / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement("canvas")
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  const context = canvas.getContext("2d", { willReadFrequently: true })
  if (context === null) throw new LabError("This browser cannot draw the picture.")
  context.fillStyle = "white"
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingQuality = "high"
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return context.getImageData(0, 0, canvas.width, canvas.height)
}

/** @type {(red: number, green: number, blue: number) => number} ITU-R 601, in Pillow's whole numbers */
const luma = (red, green, blue) => (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16

/**
 * @param {Photo} photo
 * @returns {Grey}
 */
export function toGrey({ width, height, data }) {
  return {
    width,
    height,
    data: Float64Array.from({ length: width * height }, (_, i) => luma(data[4 * i], data[4 * i + 1], data[4 * i + 2])),
  }
}

/**
 * The background's colour: per channel the median over squares in the four corners, a twentieth of the shorter side.
 *
 * @param {Photo} photo
 * @returns {[number, number, number]}
 */
export function cornerColour({ width, height, data }) {
  const side = Math.max(1, Math.floor(Math.min(width, height) / 20))
  /** @type {(channel: number) => number} */
  const median = (channel) => {
    const values = []
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        for (const row of [y, height - 1 - y]) {
          for (const column of [x, width - 1 - x]) values.push(data[4 * (row * width + column) + channel])
        }
      }
    }
    values.sort((a, b) => a - b)
    return values[values.length >> 1]
  }
  return [median(0), median(1), median(2)]
}

/**
 * Which pixels are far from a colour.
 *
 * @param {Photo} photo
 * @param {[number, number, number]} colour
 * @returns {Uint8Array} 1 for far, per pixel
 */
export function farFrom({ width, height, data }, [red, green, blue]) {
  const limit = 3 * (255 * CLOSE) ** 2
  const far = new Uint8Array(width * height)
  for (let i = 0; i < far.length; i++) {
    const squared = (data[4 * i] - red) ** 2 + (data[4 * i + 1] - green) ** 2 + (data[4 * i + 2] - blue) ** 2
    far[i] = squared > limit ? 1 : 0
  }
  return far
}

/**
 * The smallest box around the rows and columns of which more than a stray share is far from the background.
 *
 * @param {Uint8Array} far
 * @param {number} width
 * @param {number} height
 * @returns {Box | null} null where there is nothing
 */
export function bounds(far, width, height) {
  const rows = new Float64Array(height)
  const columns = new Float64Array(width)
  far.forEach((value, i) => {
    rows[Math.floor(i / width)] += value / width
    columns[i % width] += value / height
  })
  /** @type {(share: number) => boolean} */
  const counts = (share) => share > STRAY
  const [top, left] = [rows.findIndex(counts), columns.findIndex(counts)]
  if (top < 0 || left < 0) return null
  return { top, left, bottom: rows.findLastIndex(counts) + 1, right: columns.findLastIndex(counts) + 1 }
}

/**
 * The background at 0, and what stands before it brighter the more it differs in the direction away from a light or
 * from a dark wall, up to 255.
 *
 * @param {Grey} grey
 * @param {Uint8Array} far
 * @param {number} ground grey value of the background
 * @returns {Grey}
 */
export function withoutBackground({ width, height, data }, far, ground) {
  const dark = data.map((value, i) => {
    if (!far[i]) return 0
    return Math.max(0, ground >= 128 ? (255 * (ground - value)) / ground : (255 * (value - ground)) / (255 - ground))
  })
  return { width, height, data: dark }
}

/**
 * @param {Grey} grey
 * @param {Box} box
 * @returns {Grey}
 */
export function crop(grey, { top, left, bottom, right }) {
  const [width, height] = [right - left, bottom - top]
  const data = new Float64Array(width * height)
  for (let row = 0; row < height; row++) {
    const start = (top + row) * grey.width + left
    data.set(grey.data.subarray(start, start + width), row * width)
  }
  return { width, height, data }
}

/**
 * Change the size: each new pixel is the mean of the area it covers.
 *
 * @param {Grey} grey
 * @param {number} width
 * @param {number} height
 * @returns {Grey}
 */
export function shrink(grey, width, height) {
  const across = new Float64Array(width * grey.height)
  for (let column = 0; column < width; column++) {
    for (const [from, share] of cover(column, width, grey.width)) {
      for (let row = 0; row < grey.height; row++)
        across[row * width + column] += share * grey.data[row * grey.width + from]
    }
  }
  const data = new Float64Array(width * height)
  for (let row = 0; row < height; row++) {
    for (const [from, share] of cover(row, height, grey.height)) {
      for (let column = 0; column < width; column++) data[row * width + column] += share * across[from * width + column]
    }
  }
  return { width, height, data }
}

/** @type {(place: number, length: number, old: number) => [number, number][]} old places under a new one, and shares */
function cover(place, length, old) {
  const [start, end] = [(place * old) / length, ((place + 1) * old) / length]
  /** @type {[number, number][]} */
  const shares = []
  for (let from = Math.floor(start); from < Math.min(old, Math.ceil(end)); from++) {
    shares.push([from, (Math.min(end, from + 1) - Math.max(start, from)) / (end - start)])
  }
  return shares
}

/**
 * Subtract a Gaussian of radius and standard deviation 1, as ImageMagick's `-sharpen 1x1` does: the centre weighs twice
 * the sum of the Gaussian, and all nine weights sum to 1. Beyond the rim the nearest pixel counts.
 *
 * @param {Grey} grey
 * @returns {Grey} within 0 and 255
 */
export function sharpen({ width, height, data }) {
  const [side, diagonal] = [Math.exp(-0.5), Math.exp(-1)]
  const around = 4 * side + 4 * diagonal
  const total = 2 + around // twice the Gaussian's sum, 1 + around, less what lies around
  const sharp = new Float64Array(width * height)
  /** @type {(row: number, column: number) => number} */
  const near = (row, column) =>
    data[Math.min(height - 1, Math.max(0, row)) * width + Math.min(width - 1, Math.max(0, column))]
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let sum = 2 * (1 + around) * near(row, column)
      for (const step of [-1, 1]) {
        sum -= side * (near(row + step, column) + near(row, column + step))
        sum -= diagonal * (near(row + step, column + step) + near(row + step, column - step))
      }
      sharp[row * width + column] = Math.min(255, Math.max(0, sum / total))
    }
  }
  return { width, height, data: sharp }
}

/**
 * @param {Grey} grey not larger than the square
 * @param {number} side of the square
 * @returns {Grey} in the middle of a black square; an odd row or column goes to the top or left, as in the data
 */
export function centre({ width, height, data }, side) {
  const placed = new Float64Array(side * side)
  const [top, left] = [Math.ceil((side - height) / 2), Math.ceil((side - width) / 2)]
  for (let row = 0; row < height; row++) {
    placed.set(data.subarray(row * width, (row + 1) * width), (top + row) * side + left)
  }
  return { width: side, height: side, data: placed }
}
