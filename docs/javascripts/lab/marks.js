/**
 * Frames on the pictures: the pixel that is followed, and everything that it sees in the layers below it. For a class score,
 * the pooled units that speak for it most, and what they see.
 */

import { receptiveField } from "./arithmetic.js"
import { make } from "./dom.js"
import { LAYERS, SIDE } from "./state.js"

/** @typedef {import("./main.js").Lab} Lab */
/** @typedef {import("./state.js").MapPixel} MapPixel */
/** @typedef {import("./arithmetic.js").Box} Box */
/** @typedef {"pixel"|"field"|"for"|"against"} Kind */
/** @typedef {{picture: string, channel?: number, box: Box, kind: Kind}} Mark  without a channel: on all of the layer */

export const SHOWN_UNITS = 5

/** @param {Lab} lab */
export function mount(lab) {
  const pictures = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#lab [data-picture]")])
  /** @type {Map<HTMLElement, HTMLElement[]>} */
  const frames = new Map(pictures.map((picture) => [picture, []]))
  let shown = false

  lab.subscribe(["focus", "hover", "chosen", "activations", "show"], () => {
    const marks = marksOf(lab)
    if (!marks.length && !shown) return
    shown = marks.length > 0
    for (const picture of pictures) {
      const { picture: name, channel } = picture.dataset
      const own = marks.filter((mark) => mark.picture === name && (mark.channel === undefined || String(mark.channel) === channel))
      const boxes = /** @type {HTMLElement[]} */ (frames.get(picture))
      while (boxes.length < own.length) {
        const box = make("i", { class: "lab-mark" })
        boxes.push(box)
        picture.append(box)
      }
      const side = name === "pool" ? LAYERS.pool.side : SIDE
      boxes.forEach((box, place) => show(box, own[place], side))
    }
  })
}

/** @param {HTMLElement} element @param {Mark|undefined} mark @param {number} side  of the picture in pixels */
function show(element, mark, side) {
  element.hidden = !mark
  if (!mark) return
  const { top, left, bottom, right } = clip(mark.box, side)
  element.dataset.kind = mark.kind
  element.style.top = `${(100 * top) / side}%`
  element.style.left = `${(100 * left) / side}%`
  element.style.height = `${(100 * (bottom - top)) / side}%`
  element.style.width = `${(100 * (right - left)) / side}%`
}

/** @param {Box} box @param {number} side @returns {Box} */
export function clip({ top, left, bottom, right }, side) {
  return { top: Math.max(0, top), left: Math.max(0, left), bottom: Math.min(side, bottom), right: Math.min(side, right) }
}

/** @param {Lab} lab @returns {Mark[]} */
function marksOf(lab) {
  const { hover, focus } = lab.state
  const followed = hover ?? focus
  if (!followed) return []
  if (followed.layer !== "predictions") return marksOfPixel(followed, "pixel")
  if (lab.state.show !== "number") return []
  const units = strongest(lab.contributions(), SHOWN_UNITS)
  return [
    ...units.against.flatMap(({ place }) => marksOfUnit(place, "against")),
    ...units.for.flatMap(({ place }) => marksOfUnit(place, "for")),
  ]
}

/** @param {MapPixel} pixel @param {Kind} kind @returns {Mark[]} the pixel itself, then what it sees */
function marksOfPixel({ layer, channel, row, column }, kind) {
  const field = receptiveField(layer, row, column)
  /** @type {Mark[]} */
  const marks = [{ picture: layer, channel, box: { top: row, left: column, bottom: row + 1, right: column + 1 }, kind }]
  // a pooled unit sees its own channel of conv2, a unit of conv2 all of conv1
  if (field.conv2) marks.push({ picture: "conv2", channel, box: field.conv2, kind: "field" })
  if (field.conv1) marks.push({ picture: "conv1", box: field.conv1, kind: "field" })
  marks.push({ picture: "input", box: field.input, kind: "field" })
  return marks
}

/** @param {number} place @param {Kind} kind @returns {Mark[]} */
function marksOfUnit(place, kind) {
  const { row, column, channel } = unitAt(place)
  return marksOfPixel({ layer: "pool", channel, row, column }, kind)
    .filter(({ picture }) => picture === "pool" || picture === "input")
    .map((mark) => ({ ...mark, kind }))
}

/** The pooled unit at a place of the dense layer's input. @param {number} place @returns {MapPixel} */
export function unitAt(place) {
  const { channels, side } = LAYERS.pool
  const spot = Math.floor(place / channels)
  return { layer: "pool", channel: place % channels, row: Math.floor(spot / side), column: spot % side }
}

/** @typedef {{value: number, place: number}} Unit */

/**
 * The units that add most to a score and those that take most away, the strongest first.
 *
 * @param {Float32Array} values
 * @param {number} count
 */
export function strongest(values, count) {
  return {
    for: largest(values, count, 1),
    against: largest(values, count, -1),
  }
}

/**
 * The largest values of one sign, without sorting them all: this runs while the reader draws.
 *
 * @param {Float32Array} values
 * @param {number} count
 * @param {1|-1} sign
 */
function largest(values, count, sign) {
  /** @type {Unit[]} */
  const found = []
  values.forEach((value, place) => {
    if (value * sign <= 0) return
    if (found.length === count && value * sign <= found[count - 1].value * sign) return
    const before = found.findIndex((unit) => unit.value * sign < value * sign)
    found.splice(before < 0 ? found.length : before, 0, { value, place })
    found.length = Math.min(found.length, count)
  })
  return found
}
