/** Small edits to whatever picture there is: sliders that move, turn, blur, cover and disturb it. */

import { make } from "./dom.js"
import { applyEdits, NO_EDITS } from "./edits.js"

/** @typedef {import("./main.js").Lab} Lab */
/** @typedef {import("./input.js").Input} Input */
/** @typedef {import("./edits.js").Edits} Edits */

/** @type {{key: keyof Edits, name: string, unit: string, least: number, most: number, step: number}[]} */
const SLIDERS = [
  { key: "right", name: "Move right", unit: "px", least: -10, most: 10, step: 1 },
  { key: "down", name: "Move down", unit: "px", least: -10, most: 10, step: 1 },
  { key: "turn", name: "Turn", unit: "°", least: -180, most: 180, step: 5 },
  { key: "blur", name: "Blur", unit: "px", least: 0, most: 4, step: 0.25 },
  { key: "noise", name: "Noise", unit: "levels", least: 0, most: 100, step: 5 },
  { key: "patch", name: "Black patch", unit: "px", least: 0, most: 14, step: 1 },
  { key: "patchRow", name: "Patch, row", unit: "", least: 0, most: 27, step: 1 },
  { key: "patchColumn", name: "Patch, column", unit: "", least: 0, most: 27, step: 1 },
]

/** @param {HTMLElement} element @param {Lab} lab @param {Input} input */
export function mountEdits(element, lab, input) {
  /** @type {Edits} */
  let edits = { ...NO_EDITS }
  /** The picture without the edits, and with them. */
  let [base, own] = [lab.state.pixels, lab.state.pixels]

  const sliders = SLIDERS.map(({ key, name, unit, least, most, step }) => {
    const id = `lab-edit-${key}`
    const shown = make("output", { for: id, class: "lab-number" })
    const slider = make("input", {
      type: "range",
      id,
      min: least,
      max: most,
      step,
      oninput: slide,
      onchange: () => input.keep(),
    })

    function slide() {
      edits = { ...edits, [key]: Number(slider.value) }
      write()
      show()
    }

    function write() {
      slider.value = String(edits[key])
      shown.textContent = `${slider.value.replace("-", "−")}${unit === "°" ? unit : ` ${unit}`}`
      slider.setAttribute("aria-valuetext", shown.textContent)
      if (key === "patchRow" || key === "patchColumn") slider.disabled = edits.patch === 0
    }

    return { write, parts: [make("label", { for: id }, name), slider, shown] }
  })
  const again = make("button", { type: "button", onclick: reseed }, "Other noise")
  const reset = make("button", { type: "button", onclick: undo }, "Undo all edits")
  element.append(
    make(
      "details",
      { class: "lab-details" },
      make("summary", {}, "Move, turn, blur, cover, add noise"),
      make("div", { class: "lab-sliders" }, ...sliders.flatMap(({ parts }) => parts)),
      make("div", { class: "lab-row" }, again, reset),
    ),
  )

  function show() {
    own = applyEdits(base, edits)
    input.show(own)
    again.disabled = edits.noise === 0
    sliders.forEach(({ write }) => write())
  }

  function reseed() {
    edits = { ...edits, seed: edits.seed + 1 }
    show()
    input.keep()
  }

  function undo() {
    edits = { ...NO_EDITS }
    show()
    input.keep()
  }

  // a picture from elsewhere is the new one to edit
  lab.subscribe(["pixels"], () => {
    if (lab.state.pixels !== own || own === base) {
      base = own = lab.state.pixels
      edits = { ...NO_EDITS }
      again.disabled = true
      sliders.forEach(({ write }) => write())
    }
  })
}
