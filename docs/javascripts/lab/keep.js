/** Keep what there is to see: the maps as a PNG, the arrays for NumPy or as JSON, a link to the view. */

import { make } from "./dom.js"
import { nameOf } from "./input.js"
import { arrived } from "./later.js"
import { LAYERS, SIDE } from "./state.js"

/** @typedef {import("./main.js").Lab} Lab */

/** @param {HTMLElement} element @param {Lab} lab */
export function mount(element, lab) {
  const address = make("input", { type: "text", readonly: true, hidden: true, "aria-label": "Link to this view" })
  const copy = make("button", { type: "button", onclick: share }, "Copy link")
  const spoken = make("span", { class: "lab-hidden", role: "status" })
  element.append(
    make(
      "div",
      { class: "lab-row" },
      copy,
      address,
      spoken,
      make("span", { class: "lab-note" }, "Save"),
      make("button", { type: "button", onclick: picture }, "PNG"),
      make(
        "button",
        {
          type: "button",
          title: 'All arrays in one .npz file: numpy.load("maps.npz")["conv1"]',
          onclick: () => archive("npz"),
        },
        "NumPy",
      ),
      make(
        "button",
        { type: "button", onclick: () => archive("json") },
        "JSON",
      ),
    ),
  )

  let timer = 0
  async function share() {
    const link = lab.address()
    try {
      await navigator.clipboard.writeText(link)
    } catch {
      // not on a page that came without https, or not allowed
      address.hidden = false
      address.value = link
      address.focus()
      address.select()
      return
    }
    copy.textContent = spoken.textContent = "Link copied"
    clearTimeout(timer)
    timer = window.setTimeout(() => {
      copy.textContent = "Copy link"
      spoken.textContent = ""
    }, 2000)
  }

  /** @param {"npz"|"json"} format */
  async function archive(format) {
    const made = await arrived(lab, import("./archive.js"))
    if (made) save(new Blob([made[format](arrays(lab))], { type: format === "json" ? "application/json" : "" }), format)
  }

  async function picture() {
    const made = await arrived(lab, import("./sheet.js"))
    if (!made) return
    const style = getComputedStyle(element)
    const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`)
    const { state, data, activations, tables, activationTable } = lab
    const sheet = made.drawSheet({
      title: nameOf(lab),
      note: networkOf(lab),
      pixels: state.pixels,
      activations,
      classes: data.manifest.classes,
      scale: state.scale,
      grey: tables.grey,
      table: activationTable,
      style: {
        paper: colour("paper"),
        ink: colour("ink"),
        muted: colour("muted"),
        line: colour("line"),
        font: style.fontFamily,
      },
    })
    sheet.toBlob((blob) => {
      if (blob) save(blob, "png")
      else lab.say("This browser could not make the picture.")
    })
  }
}

/** @param {Lab} lab @returns {Record<string, import("./archive.js").Shaped>} */
function arrays({ state, activations }) {
  const { conv1, conv2, pool, logits, probabilities } = activations
  const shape = (/** @type {import("./state.js").MapLayer} */ name) => [
    LAYERS[name].side,
    LAYERS[name].side,
    LAYERS[name].channels,
  ]
  return {
    input: { data: state.pixels, shape: [SIDE, SIDE] },
    conv1: { data: conv1, shape: shape("conv1") },
    conv2: { data: conv2, shape: shape("conv2") },
    pool: { data: pool, shape: shape("pool") },
    logits: { data: logits, shape: [logits.length] },
    probabilities: { data: probabilities, shape: [probabilities.length] },
  }
}

/** @param {Lab} lab */
function networkOf({ state, data }) {
  const steps = data.steps("trained")
  const which =
    state.network === "shuffled"
      ? "the network trained on shuffled labels"
      : state.step === 0
        ? "the network before training"
        : state.step === steps[steps.length - 1]
          ? "the trained network"
          : `the network after ${state.step} steps of training`
  const changes = []
  for (const layer of /** @type {const} */ (["conv1", "conv2"])) {
    const channels = [...state.muted[layer]].sort((a, b) => a - b)
    if (channels.length) changes.push(`${layer} without ${channels.join(", ")}`)
  }
  const edited = Object.keys(state.kernels)
  if (edited.length) changes.push(`kernels of conv1 edited: ${edited.join(", ")}`)
  return `Maps of ${[which, ...changes].join("; ")}`
}

/** @param {Blob} blob @param {string} ending */
function save(blob, ending) {
  const address = URL.createObjectURL(blob)
  make("a", { href: address, download: `maps.${ending}` }).click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000) // the download reads it after this task
}
