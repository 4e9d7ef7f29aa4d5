/** How a pooled number comes about: the largest of four goes on. */

import { pooled } from "./arithmetic.js"
import { decimal, make } from "./dom.js"
import { bound, numberSquare } from "./numbers.js"

/** @typedef {import("./main.js").Lab} Lab */
/** @typedef {import("./state.js").MapPixel} MapPixel */

/** @param {Lab} lab @param {(pixel: MapPixel) => void} goDown */
export function poolView(lab, goDown) {
  const four = numberSquare("four of conv2", 2)
  const sentence = make("p")
  const down = make("button", { type: "button", class: "lab-link", onclick: () => goDown(winner) })
  /** @type {MapPixel} */
  let winner

  return {
    element: make("div", {}, make("div", { class: "lab-worked" }, four.element, sentence), down),
    /** @param {MapPixel} pixel  of pool */
    draw(pixel) {
      const { values, max, argmax } = pooled(pixel, lab.activations.conv2)
      four.set(values, { table: lab.activationTable, highest: bound(lab.activations.conv2) }, 3)
      four.cells.forEach((cell, place) => cell.toggleAttribute("data-winner", place === argmax))
      four.label.textContent = `map ${pixel.channel} of conv2`
      winner = { layer: "conv2", channel: pixel.channel, row: 2 * pixel.row + (argmax >> 1), column: 2 * pixel.column + (argmax & 1) }
      sentence.textContent = max > 0 ? `The largest of the four, ${decimal(max, 3)}, goes on. The other three are forgotten.` : "All four are 0, and so is the largest."
      down.textContent = `Follow it into conv2, row ${winner.row}, column ${winner.column}`
    },
  }
}
