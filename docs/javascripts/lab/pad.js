/** Drawing on the picture: pen, eraser, brush size, undo, redo, clear. */

import { make } from "./dom.js"
import { makeDrawable } from "./drawing.js"
import { blank } from "./edits.js"

/** @typedef {import("./main.js").Lab} Lab */
/** @typedef {import("./input.js").Input} Input */

const SIZES = { least: 1, most: 8, step: 0.5, first: 2.5 }
const HELP =
  "By keyboard: arrow keys move the brush, Space paints, Shift with an arrow key draws a line. " +
  "P is the pen, E the eraser, + and − change the brush. Ctrl Z takes back."

/** @param {HTMLElement} pad @param {HTMLElement} tools @param {Lab} lab @param {Input} input */
export function mountPad(pad, tools, lab, input) {
  const [pen, eraser] = ["pen", "eraser"].map((value) =>
    make("input", { type: "radio", name: "lab-tool", value, checked: value === "pen" }),
  )
  const size = make("input", {
    type: "range",
    id: "lab-brush-size",
    min: SIZES.least,
    max: SIZES.most,
    step: SIZES.step,
    value: SIZES.first,
    oninput: write,
  })
  const shown = make("output", { for: "lab-brush-size", class: "lab-number" })
  const undo = make("button", { type: "button", onclick: () => input.undo() }, "Undo")
  const redo = make("button", { type: "button", onclick: () => input.redo() }, "Redo")
  const clear = make("button", { type: "button", onclick: empty }, "Clear")
  tools.append(
    make(
      "div",
      { class: "lab-row lab-pad-tools" },
      make(
        "fieldset",
        { class: "lab-choices" },
        make("legend", { class: "lab-hidden" }, "Tool"),
        make("label", {}, pen, make("span", {}, "Pen")),
        make("label", {}, eraser, make("span", {}, "Eraser")),
      ),
      undo,
      redo,
      clear,
    ),
    make("div", { class: "lab-row" }, make("label", { for: "lab-brush-size" }, "Brush"), size, shown),
    make("p", { id: "lab-pad-help", class: "lab-note lab-pad-help" }, HELP),
  )

  function write() {
    shown.textContent = `${size.value} px`
  }

  /** @param {number} by */
  function resize(by) {
    size.value = String(Number(size.value) + by)
    write()
  }

  function empty() {
    input.show(blank(), null)
    input.keep()
  }

  function enable() {
    // not `disabled`: a button that has just undone the last step would lose the focus
    undo.setAttribute("aria-disabled", String(!input.history.canUndo))
    redo.setAttribute("aria-disabled", String(!input.history.canRedo))
  }

  pad.setAttribute("aria-describedby", "lab-pad-help")
  makeDrawable(pad, {
    read: () => lab.state.pixels,
    size: () => Number(size.value),
    erasing: () => eraser.checked,
    show: input.show,
    keep: input.keep,
    keys: {
      p: () => (pen.checked = true),
      e: () => (eraser.checked = true),
      "+": () => resize(SIZES.step),
      "=": () => resize(SIZES.step), // + without Shift
      "-": () => resize(-SIZES.step),
    },
  })
  write()
  enable()
  input.onHistory(enable)
}
