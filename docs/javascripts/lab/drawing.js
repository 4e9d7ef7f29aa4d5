/**
 * Makes a picture something to draw on, by mouse, pen, finger or keyboard. A stroke changes a copy of the picture, which
 * is shown once a frame, so what follows from it moves at the speed of the screen.
 */

import { inNextFrame, make } from "./dom.js"
import { blank, stroke } from "./edits.js"
import { SIDE } from "./state.js"

/** @typedef {{x: number, y: number}} Point  in pixels of the picture */

/**
 * @typedef {object} Board
 * @property {() => Uint8Array} read  the picture as it is
 * @property {() => number} size  of the brush in pixels
 * @property {() => boolean} erasing
 * @property {(pixels: Uint8Array) => void} show  the picture as it becomes; not to be changed
 * @property {() => void} keep  a stroke has ended
 * @property {Record<string, () => void>} [keys]  what further keys do
 */

/** @type {Record<string, [right: number, down: number]>} */
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }

/** @param {HTMLElement} pad  a square that shows the picture @param {Board} board */
export function makeDrawable(pad, board) {
  const brush = make("i", { class: "lab-brush", hidden: true })
  const spoken = make("p", { class: "lab-hidden", "aria-live": "polite" })
  pad.append(brush, spoken)
  pad.tabIndex = 0
  pad.setAttribute("role", "application")
  pad.setAttribute("aria-label", `Picture of ${SIDE} by ${SIDE} pixels, to draw on`)

  // ---- a stroke

  let pixels = blank()
  /** @type {Point|null} */
  let last = null
  const show = inNextFrame(() => board.show(pixels.slice()))

  /** @param {Point} point */
  function begin(point) {
    pixels = board.read().slice()
    last = point
    draw(point)
  }

  /** @param {Point} to */
  function draw(to) {
    stroke(pixels, last ?? to, to, board.size(), board.erasing())
    last = to
    show()
  }

  function end() {
    if (last === null) return
    last = null
    board.show(pixels.slice()) // the rest of the stroke, if its frame has not come
    board.keep()
  }

  /** @param {Point} point @param {boolean} byKeys */
  function place({ x, y }, byKeys) {
    brush.hidden = false
    brush.classList.toggle("lab-brush-keys", byKeys)
    brush.style.width = `${(100 * board.size()) / SIDE}%`
    brush.style.left = `${(100 * x) / SIDE}%`
    brush.style.top = `${(100 * y) / SIDE}%`
  }

  // ---- by pointer: a mouse, a pen, or the first finger

  /** @type {number|null} */
  let pointer = null

  /** @param {MouseEvent} event @returns {Point} */
  function pointAt(event) {
    const box = pad.getBoundingClientRect()
    return { x: ((event.clientX - box.left) / box.width) * SIDE, y: ((event.clientY - box.top) / box.height) * SIDE }
  }

  pad.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return
    event.preventDefault() // no text is selected, no picture dragged
    pad.focus({ preventScroll: true })
    pad.setPointerCapture(event.pointerId)
    pointer = event.pointerId
    place(pointAt(event), false)
    begin(pointAt(event))
  })
  pad.addEventListener("pointermove", (event) => {
    const parts = pointer === event.pointerId ? (event.getCoalescedEvents?.() ?? []) : []
    // all are read before the brush is moved: after that, the browser would lay the page out anew for each
    const [point, ...points] = [event, ...(parts.length ? parts : [event])].map(pointAt)
    place(point, false)
    if (pointer === event.pointerId) points.forEach(draw)
  })
  for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) {
    pad.addEventListener(name, (event) => {
      if (pointer !== event.pointerId) return
      pointer = null
      end()
    })
  }
  pad.addEventListener("pointerleave", () => (brush.hidden = true))
  pad.addEventListener("blur", () => (brush.hidden = true))

  // ---- by keyboard

  const at = { column: SIDE / 2, row: SIDE / 2 }
  const centre = () => ({ x: at.column + 0.5, y: at.row + 0.5 })

  function tell() {
    place(centre(), true)
    spoken.textContent = `Row ${at.row}, column ${at.column}: ${board.read()[at.row * SIDE + at.column]} of 255`
  }

  pad.addEventListener("focus", () => pad.matches(":focus-visible") && tell())
  pad.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || pointer !== null) return
    const arrow = ARROWS[event.key]
    const painting = event.key === " " || (arrow && event.shiftKey)
    if (!arrow && !painting && !board.keys?.[event.key]) return
    event.preventDefault()
    if (painting) begin(centre())
    if (arrow) {
      at.column = Math.min(SIDE - 1, Math.max(0, at.column + arrow[0]))
      at.row = Math.min(SIDE - 1, Math.max(0, at.row + arrow[1]))
    }
    if (painting) {
      draw(centre())
      end()
    }
    board.keys?.[event.key]?.()
    tell()
  })
}
