/** A photograph that is chosen, dropped or pasted, and the steps that make of it what the network knows. */

import { paint } from "./colours.js"
import { canvas, make } from "./dom.js"
import { arrived } from "./later.js"

/** @typedef {import("./main.js").Lab} Lab */
/** @typedef {import("./input.js").Input} Input */

/** @param {HTMLElement} element @param {HTMLElement} zone  where a file may be dropped @param {Lab} lab @param {Input} input */
export function mountPhoto(element, zone, lab, input) {
  const chooser = make("input", {
    type: "file",
    accept: "image/*",
    class: "lab-hidden",
    id: "lab-file",
    onchange: chosen,
  })
  const steps = make("ol", { class: "lab-steps" })
  const shown = make(
    "details",
    { class: "lab-details", hidden: true },
    make("summary", {}, "How the photograph was prepared"),
    steps,
    make(
      "p",
      { class: "lab-note" },
      "The steps by which Fashion-MNIST was made (",
      make("a", { href: "../tutorial/references/#xiao2017" }, "Xiao et al., 2017"),
      ", section 2), adapted to walls that are less even than a shop’s.",
    ),
  )
  const complaint = make("p", { class: "lab-complaint", hidden: true })
  element.append(
    make(
      "p",
      { class: "lab-row" },
      chooser,
      make("label", { for: "lab-file", class: "lab-button" }, "Use a photograph"),
      make("span", { class: "lab-note" }, "or drop one here"),
    ),
    complaint,
    shown,
  )
  // the steps of a photograph say nothing of a test image or of an empty picture
  lab.subscribe(["image", "pixels"], () => {
    const { image, pixels } = lab.state
    if (image !== null || !pixels.some(Boolean)) shown.hidden = true
  })

  function chosen() {
    const file = chooser.files?.[0]
    chooser.value = "" // so that the same file can be chosen again
    if (file) take(file)
  }

  let turn = 0
  /** @param {File} file */
  async function take(file) {
    const mine = ++turn
    complain("")
    const reader = await arrived(lab, import("./photo.js"))
    if (!reader) return
    try {
      const photo = await reader.readPhoto(file)
      if (mine !== turn) return
      input.show(photo.pixels, null)
      input.keep()
      steps.replaceChildren(...photo.steps.map(picture))
      shown.hidden = false
      shown.open = true
    } catch (error) {
      if (mine !== turn) return
      if (!(error instanceof Error && error.name === "LabError")) throw error
      complain(error.message)
    }
  }

  /** Beside the button as well: a file may also have been dropped far from it. @param {string} sentence */
  function complain(sentence) {
    lab.say(sentence)
    complaint.textContent = sentence
    complaint.hidden = !sentence
  }

  /** @param {import("./photo.js").Step} step */
  function picture({ name, picture: { width, height, data } }) {
    const board = canvas(width, height)
    if (data instanceof Float64Array) paint(board, data, { table: lab.tables.grey, highest: 255 })
    else board.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0)
    board.className = width > 28 || height > 28 ? "" : "lab-crisp"
    return make("li", {}, make("span", { class: "lab-step" }, board), make("span", { class: "lab-note" }, name))
  }

  /** @param {DragEvent} event */
  const hasFile = (event) => event.dataTransfer?.types.includes("Files")
  zone.addEventListener("dragover", (event) => {
    if (!hasFile(event)) return
    event.preventDefault()
    zone.classList.add("lab-dropping")
  })
  zone.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node && zone.contains(event.relatedTarget)))
      zone.classList.remove("lab-dropping")
  })
  zone.addEventListener("drop", (event) => {
    zone.classList.remove("lab-dropping")
    if (!hasFile(event)) return
    event.preventDefault()
    const file = event.dataTransfer?.files[0]
    if (file) take(file)
  })
  document.addEventListener("paste", (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"))
    if (file) take(file)
  })
}
