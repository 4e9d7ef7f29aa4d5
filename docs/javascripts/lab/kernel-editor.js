/** Nine numbers of one kernel of conv1, to be written over. */

import { paint, shade } from "./colours.js"
import { canvas, chooseByArrows, decimal, make } from "./dom.js"
import { around0, bound, colourSquare } from "./numbers.js"
import { LAYERS } from "./state.js"

/** @typedef {import("./main.js").Lab} Lab */

/** @type {Record<string, number[]>} */
const KERNELS = {
  "Sobel x": [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  "Sobel y": [-1, -2, -1, 0, 0, 0, 1, 2, 1],
  Blur: new Array(9).fill(1 / 9),
  Identity: [0, 0, 0, 0, 1, 0, 0, 0, 0],
}
const LARGEST = 100

/** The nine weights of a kernel of conv1. @param {import("./main.js").Weights} weights @param {number} channel */
export function kernelOf(weights, channel) {
  const { channels } = LAYERS.conv1
  return Array.from({ length: 9 }, (_, place) => weights["conv1/kernel"][place * channels + channel])
}

/** @param {HTMLElement} element @param {Lab} lab */
export function mountKernelEditor(element, lab) {
  const choices = Array.from({ length: LAYERS.conv1.channels }, (_, index) => {
    const square = colourSquare(3)
    const button = make("button", { type: "button", role: "radio", "aria-label": `Kernel ${index}`, onclick: () => lab.update({ editing: index }) }, square.element, String(index))
    return { button, square }
  })
  const list = make("div", { role: "radiogroup", "aria-label": "Kernel of conv1", class: "lab-kernels" }, ...choices.map(({ button }) => button))
  const inputs = Array.from({ length: 9 }, (_, place) =>
    make("input", {
      type: "number",
      step: "any",
      "aria-label": `Weight in row ${Math.floor(place / 3)}, column ${place % 3}`,
      "aria-describedby": "lab-weights-range",
      oninput: () => write(),
      onblur: () => fill(),
    }),
  )
  const board = canvas(LAYERS.conv1.side)
  const map = make("div", { class: "lab-picture" }, board)
  const caption = make("span", { class: "lab-note" })
  const presets = Object.entries(KERNELS).map(([name, values]) => make("button", { type: "button", onclick: () => put(values) }, name))
  const reset = make("button", { type: "button", onclick: () => put(null) }, "Reset")
  element.append(
    list,
    make("div", { class: "lab-editing" }, make("div", { class: "lab-nine" }, ...inputs), make("figure", {}, map, caption)),
    make("p", { class: "lab-note", id: "lab-weights-range" }, `Weights from −${LARGEST} to ${LARGEST}.`),
    make("div", { class: "lab-row" }, ...presets, reset),
  )

  /** @param {readonly number[]|null} values  null: the network's own */
  function put(values) {
    const kernels = { ...lab.state.kernels }
    if (values) kernels[lab.state.editing] = values
    else delete kernels[lab.state.editing]
    lab.update({ kernels })
  }

  /** Take what is typed, once all nine are numbers. */
  function write() {
    const values = inputs.map((input) => input.valueAsNumber)
    inputs.forEach((input, place) => input.setAttribute("aria-invalid", String(!(Math.abs(values[place]) <= LARGEST))))
    if (values.every((value) => Math.abs(value) <= LARGEST)) put(values)
  }

  /** Write the numbers into the fields, but not into the one that the reader types in. */
  function fill() {
    const values = kernelOf(lab.weights, lab.state.editing)
    const scale = around0(lab.tables.kernel, bound(lab.weights["conv1/kernel"]))
    inputs.forEach((input, place) => {
      const { colour, ink } = shade(values[place], scale)
      input.style.background = colour
      input.style.color = ink
      if (input === document.activeElement) return
      input.value = String(+values[place].toFixed(3))
      input.setAttribute("aria-invalid", "false")
    })
  }

  function show() {
    const channel = lab.state.editing
    const scale = around0(lab.tables.kernel, bound(lab.weights["conv1/kernel"]))
    choices.forEach(({ button, square }, index) => {
      square.set(kernelOf(lab.weights, index), scale)
      button.setAttribute("aria-checked", String(index === channel))
      button.tabIndex = index === channel ? 0 : -1
      button.toggleAttribute("data-edited", index in lab.state.kernels)
    })
    // not `disabled`: pressed, it would lose the focus
    reset.setAttribute("aria-disabled", String(!(channel in lab.state.kernels)))
  }

  chooseByArrows(list, () => choices.map(({ button }) => button), (index) => lab.update({ editing: index }))

  function drawMap() {
    const channel = lab.state.editing
    const { channels } = LAYERS.conv1
    const values = lab.activations.conv1
    let highest = 0
    for (let place = channel; place < values.length; place += channels) highest = Math.max(highest, values[place])
    caption.textContent = `map ${channel}, up to ${decimal(highest)}`
    paint(board, values, { table: lab.activationTable, highest, channel, channels })
  }
  lab.subscribe(["weights", "editing"], () => {
    show()
    fill()
  })
  lab.subscribe(["activations", "scheme", "editing"], drawMap)
}
