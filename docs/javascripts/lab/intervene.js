/** Mute channels of both layers, or write other numbers into a kernel of conv1, and see what becomes of the probabilities. */

import { make, percent } from "./dom.js"
import { mountKernelEditor } from "./kernel-editor.js"
import { LAYERS, NOTHING_MUTED, toggled } from "./state.js"

/** @typedef {import("./main.js").Lab} Lab */
/** @typedef {"conv1"|"conv2"} Layer */

const LARGEST_CHANGES = 4

/** @param {HTMLElement} element @param {Lab} lab */
export function mount(element, lab) {
  const editor = make("div", { class: "lab-editor" })
  mountKernelEditor(editor, lab)
  const kernel = make("section", {}, make("h3", {}, "Edit a kernel of conv1"), editor)
  const channels = make(
    "section",
    {},
    make("h3", {}, "Mute channels"),
    make("p", { class: "lab-note" }, "A muted map is 0 everywhere, and so is all that it gave to the next layer."),
    muteRow("conv1", lab),
    muteRow("conv2", lab),
  )
  element.append(outcome(lab))

  /** A link that edits a kernel shows it first; what the reader does moves nothing. */
  function order() {
    element.append(...(Object.keys(lab.state.kernels).length ? [kernel, channels] : [channels, kernel]))
  }
  order()
  addEventListener("hashchange", order)
}

/** @param {Layer} layer @param {Lab} lab */
function muteRow(layer, lab) {
  const channels = Array.from({ length: LAYERS[layer].channels }, (_, channel) => channel)
  const buttons = channels.map((channel) =>
    make("button", { type: "button", "aria-label": `Mute channel ${channel} of ${layer}`, onclick: () => lab.update({ muted: toggled(lab.state.muted, layer, channel) }) }, String(channel)),
  )
  const all = make("button", { type: "button", class: "lab-link", onclick: () => muteAll() })

  function muteAll() {
    const none = lab.state.muted[layer].size === channels.length
    lab.update({ muted: { ...lab.state.muted, [layer]: new Set(none ? [] : channels) } })
  }

  lab.subscribe(["muted"], () => {
    const muted = lab.state.muted[layer]
    buttons.forEach((button, channel) => button.setAttribute("aria-pressed", String(muted.has(channel))))
    all.textContent = muted.size === channels.length ? "none" : "all"
    all.setAttribute("aria-label", `Mute ${all.textContent} of ${layer}`)
  })
  return make("div", { class: "lab-mutes" }, make("span", {}, layer), make("div", { role: "group", "aria-label": `Channels of ${layer}` }, ...buttons), all)
}

/** The classes that changed most, before and now, and a way back. @param {Lab} lab */
function outcome(lab) {
  const body = make("tbody")
  const table = make(
    "table",
    { class: "lab-outcome" },
    make("thead", {}, make("tr", {}, make("th", {}, "class"), make("th", {}, "before"), make("th", {}, "now"))),
    body,
  )
  const reset = make("button", { type: "button", onclick: putBack }, "Put everything back")
  const words = make("p", { tabindex: -1 })

  function putBack() {
    lab.update({ muted: NOTHING_MUTED, kernels: {} })
    queueMicrotask(() => words.focus()) // the button has gone by then
  }

  lab.subscribe(["activations"], () => {
    const { classes } = lab.data.manifest
    const { untouched } = lab
    const now = lab.activations.probabilities
    table.hidden = reset.hidden = !lab.touched
    words.textContent = lab.touched
      ? "The mark on each bar of the predictions shows where it was before."
      : "Nothing is changed yet. Mute channels or edit a kernel, and see how much the network minds."
    if (!lab.touched) return
    const order = classes.map((_, index) => index).sort((a, b) => Math.abs(now[b] - untouched[b]) - Math.abs(now[a] - untouched[a]))
    body.replaceChildren(
      ...order
        .slice(0, LARGEST_CHANGES)
        .map((index) => make("tr", {}, make("th", { scope: "row" }, classes[index]), make("td", {}, percent(untouched[index])), make("td", {}, percent(now[index])))),
    )
  })
  return make("div", { class: "lab-outcome-box" }, words, table, reset)
}
