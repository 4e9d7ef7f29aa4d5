/** All maps of a picture on one sheet, with channel numbers and scales, to be kept as a PNG. */

import { paint } from "./colours.js"
import { canvas, decimal, percent } from "./dom.js"
import { LAYERS, SIDE } from "./state.js"

/** @typedef {import("./colours.js").Table} Table */
/** @typedef {import("./state.js").MapLayer} MapLayer */
/**
 * @typedef {object} Sheet
 * @property {string} title
 * @property {string} note
 * @property {Uint8Array} pixels
 * @property {import("./network.js").Activations} activations
 * @property {readonly string[]} classes
 * @property {"shared"|"each"} scale
 * @property {Table} grey
 * @property {Table} table  of the maps
 * @property {{paper: string, ink: string, muted: string, line: string, font: string}} style
 */

const DENSITY = 2 // canvas pixels a unit
const ZOOM = 3
const MARGIN = 24
const GAP = 12
const LABEL = 16
const COLUMNS = 8
const MAP = SIDE * ZOOM
const WIDTH = 2 * MARGIN + COLUMNS * MAP + (COLUMNS - 1) * GAP
const PICTURE = 4 * SIDE

/** @param {Sheet} sheet @returns {HTMLCanvasElement} */
export function drawSheet(sheet) {
  const names = /** @type {MapLayer[]} */ (Object.keys(LAYERS))
  const heights = names.map(
    (name) => 2 * LABEL + Math.ceil(LAYERS[name].channels / COLUMNS) * (rowOf(name) + LABEL + 4),
  )
  const head = MARGIN + 2 * LABEL + 8 + PICTURE
  const height = head + heights.reduce((sum, part) => sum + part + GAP, 0) + MARGIN
  const board = canvas(WIDTH * DENSITY, height * DENSITY)
  const context = /** @type {CanvasRenderingContext2D} */ (board.getContext("2d"))
  context.scale(DENSITY, DENSITY)
  context.imageSmoothingEnabled = false
  context.textBaseline = "alphabetic"
  context.fillStyle = sheet.style.paper
  context.fillRect(0, 0, WIDTH, height)
  const pen = { context, style: sheet.style }

  write(pen, sheet.title, MARGIN, MARGIN + 10, { weight: 650, size: 14 })
  write(pen, sheet.note, MARGIN, MARGIN + 10 + LABEL, { colour: sheet.style.muted })
  const top = head - PICTURE
  stamp(pen, sheet.pixels, SIDE, { table: sheet.grey, highest: 255 }, MARGIN, top, PICTURE)
  drawClasses(pen, sheet, MARGIN + PICTURE + 2 * GAP, top)
  let y = head + GAP
  names.forEach((name, place) => {
    drawLayer(pen, sheet, name, y)
    y += heights[place] + GAP
  })
  return board
}

/** @typedef {{context: CanvasRenderingContext2D, style: Sheet["style"]}} Pen */

/** @param {MapLayer} name */
const rowOf = (name) => LAYERS[name].side * ZOOM

/** @param {Pen} pen @param {Sheet} sheet @param {MapLayer} name @param {number} y */
function drawLayer(pen, { activations, scale, table, style }, name, y) {
  const { channels, side } = LAYERS[name]
  const values = activations[name]
  const tops = Array.from({ length: channels }, (_, channel) => {
    let top = 0
    for (let place = channel; place < values.length; place += channels) top = Math.max(top, values[place])
    return top
  })
  const highest = Math.max(...tops)
  write(pen, `${name}: ${channels} maps of ${side} × ${side}`, MARGIN, y + 12, { weight: 650 })
  if (scale === "shared") drawBar(pen, table, decimal(highest), y + 4)
  else
    write(pen, "each from 0 to its own highest value", WIDTH - MARGIN, y + 12, { align: "right", colour: style.muted })
  for (let channel = 0; channel < channels; channel++) {
    const x = MARGIN + (channel % COLUMNS) * (MAP + GAP)
    const top = y + 2 * LABEL - 10 + Math.floor(channel / COLUMNS) * (rowOf(name) + LABEL + 4)
    const own = scale === "shared" ? highest : tops[channel]
    stamp(pen, values, side, { table, highest: own, channel, channels }, x, top, side * ZOOM)
    const label = scale === "shared" ? String(channel) : `${channel}, to ${decimal(own)}`
    write(pen, label, x, top + rowOf(name) + 13, { colour: style.muted })
  }
}

/** @param {Pen} pen @param {Table} table @param {string} highest @param {number} y */
function drawBar(pen, table, highest, y) {
  const [width, right] = [100, WIDTH - MARGIN - 34]
  write(pen, "0", right - width - 6, y + 8, { align: "right", colour: pen.style.muted })
  write(pen, highest, right + 6, y + 8, { colour: pen.style.muted })
  const strip = canvas(256, 1)
  paint(
    strip,
    Array.from({ length: 256 }, (_, level) => level),
    { table, highest: 256 },
  )
  pen.context.drawImage(strip, right - width, y, width, 9)
  frame(pen, right - width, y, width, 9)
}

/** @param {Pen} pen @param {Sheet} sheet @param {number} x @param {number} y */
function drawClasses(pen, { activations, classes, style }, x, y) {
  const { probabilities } = activations
  const order = classes.map((_, index) => index).sort((a, b) => probabilities[b] - probabilities[a])
  write(pen, "The network says", x, y + 11, { colour: style.muted })
  order.slice(0, 5).forEach((index, place) => {
    const line = y + 33 + 18 * place
    write(pen, classes[index], x, line, { weight: place === 0 ? 650 : 400 })
    write(pen, percent(probabilities[index]), x + 160, line, { align: "right", weight: place === 0 ? 650 : 400 })
  })
}

/**
 * @param {Pen} pen
 * @param {ArrayLike<number>} values
 * @param {number} side
 * @param {Parameters<typeof paint>[2]} how
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
function stamp(pen, values, side, how, x, y, size) {
  const small = canvas(side)
  paint(small, values, how)
  pen.context.drawImage(small, x, y, size, size)
  frame(pen, x, y, size, size)
}

/** @param {Pen} pen @param {number} x @param {number} y @param {number} width @param {number} height */
function frame({ context, style }, x, y, width, height) {
  context.strokeStyle = style.line
  context.lineWidth = 1
  context.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1)
}

/**
 * @param {Pen} pen
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {{colour?: string, weight?: number, size?: number, align?: CanvasTextAlign}} [how]
 */
function write({ context, style }, text, x, y, { colour = style.ink, weight = 400, size = 12, align = "left" } = {}) {
  context.fillStyle = colour
  context.font = `${weight} ${size}px ${style.font}`
  context.textAlign = align
  context.fillText(text, x, y)
}
