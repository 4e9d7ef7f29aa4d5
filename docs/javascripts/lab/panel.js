/**
 * Follow a number: where the pixel under the pointer, or the pinned one, comes from, with the true values.
 *
 * From the top down, a class score leads to pooled units, a pooled unit to the winner among its four, a unit of conv2 to the
 * eight maps of conv1, and a unit of conv1 to nine pixels of the picture.
 */

import { make, decimal } from "./dom.js"
import { LAYERS } from "./state.js"
import { convolutionView } from "./panel-convolution.js"
import { poolView } from "./panel-pool.js"
import { scoreView } from "./panel-score.js"

/** @typedef {import("./main.js").Lab} Lab */
/** @typedef {import("./state.js").MapPixel} MapPixel */

/** @param {HTMLElement} element @param {Lab} lab */
export function mount(element, lab) {
  const title = make("h3", { tabindex: -1 })
  const place = make("span", { class: "lab-note" })
  const value = make("span", { class: "lab-value" })
  const spoken = make("p", { class: "lab-hidden", "aria-live": "polite" })
  const head = make("div", { class: "lab-followed" }, title, value, place)
  const { down, back, showBack } = mountTrail(lab)
  const views = { convolution: convolutionView(lab, down), pool: poolView(lab, down), score: scoreView(lab, down) }
  const invitation = make(
    "div",
    { class: "lab-invitation", tabindex: -1 },
    make("p", {}, "Choose any pixel of a map to see what it is made of, or a class to see what its score is made of."),
    make("button", { type: "button", onclick: () => lab.update({ focus: strongestOf("conv2", lab) }) }, "Follow the strongest of conv2"),
  )
  element.append(head, invitation, ...Object.values(views).map((view) => view.element), back, spoken)

  /** @param {import("./state.js").Focus} followed @returns {number} the number itself */
  function draw(followed) {
    if (followed.layer === "predictions") {
      views.score.draw()
      title.textContent = `Score of ${lab.data.manifest.classes[lab.chosen]}`
      place.textContent = "what goes into softmax"
      return lab.activations.logits[lab.chosen]
    }
    if (followed.layer === "pool") views.pool.draw(followed)
    else views.convolution.draw(followed)
    title.textContent = `${followed.layer}, channel ${followed.channel}`
    place.textContent = `row ${followed.row}, column ${followed.column}`
    return valueAt(lab, followed)
  }

  let timer = 0
  lab.subscribe(["focus", "hover", "activations", "chosen", "scheme", "show"], () => {
    if (lab.state.show !== "number") return
    const followed = lab.state.hover ?? lab.state.focus
    const layer = followed?.layer
    const had = element.contains(document.activeElement) // before anything is hidden
    showBack()
    views.score.element.hidden = layer !== "predictions"
    views.pool.element.hidden = layer !== "pool"
    views.convolution.element.hidden = layer !== "conv1" && layer !== "conv2"
    invitation.hidden = followed !== null
    head.hidden = followed === null
    if (followed) value.textContent = decimal(draw(followed), 3)
    if (had) catchFocus(element, [title, invitation])
    if (!followed) return
    element.toggleAttribute("data-passing", lab.state.hover !== null)
    clearTimeout(timer)
    if (lab.state.hover) return
    // read it out once it rests
    timer = window.setTimeout(() => (spoken.textContent = `${title.textContent}, ${place.textContent}: ${value.textContent}`), 300)
  })
  head.append(steppers(lab)) // whose buttons go when all above has been done
}

/** Where the focus goes if what had it has gone. @param {HTMLElement} element  the pane @param {HTMLElement[]} places  the first that is visible */
function catchFocus(element, places) {
  const { activeElement } = document
  if (element.contains(activeElement) && activeElement?.getClientRects().length) return
  places.find((place) => place.getClientRects().length)?.focus({ preventScroll: true })
  for (const box of [element.parentElement, element.closest(".lab-panes")]) if (box) box.scrollTop = 0
}

/** The way down from number to number, and back up. @param {Lab} lab */
function mountTrail(lab) {
  /** @type {import("./state.js").Focus[]} */
  let trail = []
  /** Where the trail has led to. @type {import("./state.js").Focus|null} */
  let end = null
  const back = make("button", { type: "button", class: "lab-back", onclick: () => up() }, "↑ Back up")

  /** @param {MapPixel} pixel */
  function down(pixel) {
    if (lab.state.focus) trail.push(lab.state.focus)
    go(pixel)
  }
  function up() {
    go(trail.pop() ?? null)
  }
  /** @param {import("./state.js").Focus|null} focus */
  function go(focus) {
    end = focus
    lab.update({ focus, hover: null })
  }
  function showBack() {
    if (lab.state.focus !== end) trail = []
    back.hidden = !trail.length
  }
  return { down, back, showBack }
}

/** The pixel with the highest value of a layer. @param {import("./state.js").MapLayer} layer @param {Lab} lab @returns {MapPixel} */
export function strongestOf(layer, lab) {
  const values = lab.activations[layer]
  const { channels, side } = LAYERS[layer]
  const place = values.indexOf(values.reduce((highest, value) => Math.max(highest, value)))
  const pixel = Math.floor(place / channels)
  return { layer, channel: place % channels, row: Math.floor(pixel / side), column: pixel % side }
}

/** @param {Lab} lab @param {MapPixel} pixel */
export function valueAt(lab, { layer, channel, row, column }) {
  const { channels, side } = LAYERS[layer]
  return lab.activations[layer][(row * side + column) * channels + channel]
}

/** @param {Lab} lab */
function letGo(lab) {
  const score = lab.state.focus?.layer === "predictions"
  lab.update(score ? { focus: null, chosen: null } : { focus: null })
}

/** Buttons that move the pinned pixel, for fingers. @param {Lab} lab */
function steppers(lab) {
  /** @type {[sign: string, label: string, down: number, right: number][]} */
  const ways = [["←", "left", 0, -1], ["↑", "up", -1, 0], ["↓", "down", 1, 0], ["→", "right", 0, 1]]
  const buttons = ways.map(([sign, label, down, right]) =>
    make("button", { type: "button", "aria-label": `One pixel ${label}`, onclick: () => move(down, right) }, sign),
  )
  const close = make("button", { type: "button", "aria-label": "Let go of this number", onclick: () => letGo(lab) }, "×")
  const element = make("span", { class: "lab-steppers" }, ...buttons, close)

  /** @param {number} down @param {number} right */
  function move(down, right) {
    const { focus } = lab.state
    if (!focus || focus.layer === "predictions") return
    const [row, column] = [focus.row + down, focus.column + right]
    const { side } = LAYERS[focus.layer]
    if (row >= 0 && row < side && column >= 0 && column < side) lab.update({ focus: { ...focus, row, column } })
  }

  lab.subscribe(["focus", "hover"], () => {
    element.hidden = lab.state.focus === null
    const still = lab.state.focus?.layer === "predictions"
    buttons.forEach((button) => (button.hidden = still))
  })
  return element
}
