/** Squares of numbers: each cell in the colour of its value, with the value printed in it. */

import { paint, shade } from "./colours.js"
import { canvas, decimal, make } from "./dom.js"

/** @typedef {{table: import("./colours.js").Table, lowest?: number, highest: number}} Scale */

/**
 * @param {string} caption
 * @param {number} side  rows and columns
 */
export function numberSquare(caption, side) {
  const cells = Array.from({ length: side * side }, () => make("td"))
  const rows = Array.from({ length: side }, (_, row) => make("tr", {}, ...cells.slice(row * side, (row + 1) * side)))
  const label = make("caption", {}, caption)
  const element = make("table", { class: "lab-square" }, label, make("tbody", {}, ...rows))
  return {
    element,
    cells,
    label,
    /** @param {number[]} values  row by row @param {Scale} scale */
    set(values, scale, digits = 2) {
      const small = bound(values) < 0.1 // a third decimal then, in the room of the 0 before the point
      cells.forEach((cell, place) => {
        const { colour, ink } = shade(values[place], scale)
        cell.textContent = small ? decimal(values[place], 3).replace("0.", ".") : decimal(values[place], digits)
        cell.style.background = colour
        cell.style.color = ink
      })
    },
  }
}

/** A square of colours without numbers. @param {number} side */
export function colourSquare(side) {
  const element = canvas(side)
  element.classList.add("lab-colours")
  return {
    element,
    /** @param {ArrayLike<number>} values @param {Scale} scale */
    set: (values, scale) => paint(element, values, scale),
  }
}

/** The scale of values around 0, which are nowhere above `bound`. @param {import("./colours.js").Table} table @param {number} bound @returns {Scale} */
export function around0(table, bound) {
  const highest = bound || 1 // where all are 0, they are in the middle of any scale
  return { table, lowest: -highest, highest }
}

/** The largest absolute value. @param {Iterable<number>} values */
export function bound(values) {
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  return largest
}
