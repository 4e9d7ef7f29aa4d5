/**
 * The picture that the network sees: picked, drawn, photographed or edited. This module wires those four together and
 * keeps one history for all of them.
 */

import { make } from "./dom.js"
import { mountEdits } from "./edit-sliders.js"
import { History } from "./history.js"
import { mountPad } from "./pad.js"
import { mountPhoto } from "./photo-drop.js"
import { mountPicker } from "./picker.js"

/** @typedef {import("./main.js").Lab} Lab */

/**
 * @typedef {object} Input
 * @property {(pixels: Uint8Array, image?: number|null) => void} show  for the moment, as while a stroke is drawn
 * @property {() => void} keep  what is shown becomes a step that can be undone
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {History} history
 * @property {(listener: () => void) => void} onHistory
 */

/** @param {HTMLElement} page  the whole lab @param {Lab} lab */
export function mount(page, lab) {
  const { state } = lab
  const history = new History({ pixels: state.pixels, image: state.image })
  /** @type {(() => void)[]} */
  const listeners = []
  let own = state.pixels

  /** @type {Input["show"]} */
  function show(pixels, image = state.image) {
    own = pixels
    lab.update({ pixels, image })
  }

  function keep() {
    history.push({ pixels: state.pixels, image: state.image })
    listeners.forEach((listener) => listener())
  }

  /** @param {import("./history.js").Picture} picture */
  function go({ pixels, image }) {
    show(pixels, image)
    listeners.forEach((listener) => listener())
  }

  /** @type {Input} */
  const input = {
    show,
    keep,
    undo: () => go(history.undo()),
    redo: () => go(history.redo()),
    history,
    onHistory: (listener) => listeners.push(listener),
  }
  // a picture that came from elsewhere, such as the address
  lab.subscribe(["pixels"], () => {
    if (state.pixels === own) return
    own = state.pixels
    keep()
  })

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return
    if (event.target instanceof HTMLInputElement && ["text", "number"].includes(event.target.type)) return // its own undo
    const key = event.key.toLowerCase()
    if (key === "z" && !event.shiftKey) input.undo()
    else if (key === "y" || key === "z") input.redo()
    else return
    event.preventDefault()
  })
  const slot = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id))
  mountPicker(slot("lab-pictures"), lab)
  mountName(slot("lab-tools"), lab)
  mountPad(slot("lab-pad"), slot("lab-tools"), lab, input)
  mountPhoto(slot("lab-photo"), page, lab, input)
  mountEdits(slot("lab-edits"), lab, input)
}

/** Says what the picture is, and its label. @param {HTMLElement} element @param {Lab} lab */
function mountName(element, lab) {
  const name = make("p", { class: "lab-note" })
  element.append(name)
  lab.subscribe(["image", "pixels"], () => (name.textContent = nameOf(lab)))
}

/** @param {Lab} lab */
export function nameOf({ state: { image, pixels }, data }) {
  if (image === null) return "Your own picture"
  const item = data.manifest.images.items.find(({ index }) => index === image)
  const whole = data.isImage(image, pixels)
  return `Test image ${image}, labelled ${data.manifest.classes[item?.label ?? 0]}${whole ? "" : "; changed"}`
}
