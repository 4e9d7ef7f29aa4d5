/**
 * The lab's page. Wires its parts together, and is the only module that knows all of them.
 *
 * A part is a module that exports `mount(element, lab)`. It fills its element (the slots are in docs/lab.md), draws what
 * it shows whenever the keys that it subscribed to change, and changes nothing but by `lab.update`:
 *
 *     export function mount(element, lab) {
 *       lab.subscribe(["pixels"], () => draw(lab.state.pixels))  // called at once, then after every change
 *       button.onclick = () => lab.update({ pixels: new Uint8Array(784), image: null })
 *     }
 *
 * Keys are those of the state (state.js) and of what is worked out from it: `weights`, `activations`, `scheme`.
 * `update({ image: 17 })` alone also puts that test image's pixels in place. `image` beside `pixels` says which test
 * image they were made from; null if none.
 */

import { contributions, likeliest } from "./arithmetic.js"
import { currentScheme, onScheme, readTables } from "./colours.js"
import { openData } from "./data.js"
import { make } from "./dom.js"
import { Network, startBackend } from "./network.js"
import { createStore, decodeState, encodeState, initialState } from "./state.js"
import * as input from "./input.js"
import * as keep from "./keep.js"
import * as maps from "./maps.js"
import * as marks from "./marks.js"
import * as panes from "./panes.js"
import * as predictions from "./predictions.js"
import * as tour from "./tour.js"
import * as training from "./training.js"
import * as view from "./view.js"

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./network.js").Activations} Activations */
/** @typedef {import("./network.js").Weights} Weights */

/**
 * @typedef {object} Lab
 * @property {Readonly<State>} state
 * @property {(change: Partial<State>) => void} update
 * @property {(keys: readonly string[], listener: (changed: ReadonlySet<string>) => void) => void} subscribe
 * @property {import("./data.js").LabData} data
 * @property {Network} network
 * @property {Weights} weights  with the edited kernels
 * @property {Weights} ownWeights  without them
 * @property {Activations} activations  of the state's pixels, with muted channels and edited kernels
 * @property {Float32Array} untouched  the probabilities without muted channels and edited kernels
 * @property {boolean} touched  whether there are any
 * @property {number} chosen  the chosen class, or else the likeliest
 * @property {() => Float32Array} contributions  what each pooled unit brings to the score of `chosen`
 * @property {import("./colours.js").Tables} tables
 * @property {import("./colours.js").Table} activationTable  the one of the page's scheme
 * @property {(sentence: string) => void} say  show one plain sentence, and read it out; "" takes it away
 * @property {() => string} address  the page's address with the state in it
 */

/** @type {[slot: string, part: {mount: (element: HTMLElement, lab: Lab) => void}][]} */
const PARTS = [
  ["lab-maps", maps],
  ["lab-predictions", predictions],
  ["lab-training", training],
  ["lab-panes", panes],
  ["lab", input],
  ["lab-keep", keep],
  ["lab-tour", tour],
]

const page = /** @type {HTMLElement} */ (document.getElementById("lab"))
const status = /** @type {HTMLElement} */ (document.getElementById("lab-status"))

/** @param {string} sentence */
function say(sentence) {
  status.textContent = sentence
  if (sentence && page.dataset.ready) status.append(make("button", { type: "button", "aria-label": "Close", onclick: () => say("") }))
}

async function start() {
  say("Loading the network …")
  const [data, backend] = await Promise.all([openData(new URL("data/", location.href).href), startBackend()])
  const network = await Network.load(data)
  const steps = data.steps("trained")
  const lastStep = steps[steps.length - 1]
  const tables = readTables(data.manifest.colours)
  const known = { images: new Set(data.manifest.images.items.map((item) => item.index)), steps, classes: data.manifest.classes.length }

  const state = initialState(lastStep)
  const store = createStore(state, derive)
  const lab = /** @type {Lab} */ ({
    state: store.state,
    subscribe: store.subscribe,
    update,
    data,
    network,
    tables,
    activationTable: tables.activation[currentScheme()],
    contributions: () => (brought ??= contributions(lab.chosen, lab.activations, lab.weights)),
    say,
    address: () => `${location.href.split("#")[0]}#${hash()}`,
  })

  /** @param {Partial<State>} change */
  function update(change) {
    const image = change.image
    if (image != null && !change.pixels) change = { ...change, pixels: data.image(image) }
    store.update({ at: null, ...change })
  }

  // ---- what follows from the state

  /** @type {Float32Array|null} */
  let brought = null

  /** @param {Set<string>} changed */
  function derive(changed) {
    if (changed.has("network") || changed.has("step")) fetchWeights()
    if (changed.has("kernels") || changed.has("ownWeights")) {
      lab.weights = withKernels(lab.ownWeights, state.kernels)
      network.setWeights(lab.weights)
      changed.add("weights")
    }
    if (changed.has("weights") || changed.has("pixels") || changed.has("muted")) {
      lab.activations = network.forward(state.pixels, state.muted)
      const edited = Object.keys(state.kernels).length > 0
      lab.touched = edited || state.muted.conv1.size + state.muted.conv2.size > 0
      lab.untouched = lab.touched ? untouched(edited) : lab.activations.probabilities
      changed.add("activations")
    }
    if (changed.has("activations") || changed.has("chosen")) {
      lab.chosen = state.chosen ?? likeliest(lab.activations.probabilities)
      brought = null
    }
  }

  /** @param {boolean} edited */
  function untouched(edited) {
    if (edited) network.setWeights(lab.ownWeights)
    const { probabilities } = network.forward(state.pixels)
    if (edited) network.setWeights(lab.weights)
    return probabilities
  }

  /** The network whose weights are in place. @type {{network: State["network"], step: number}} */
  let shown = { network: "trained", step: lastStep }
  let asked = 0
  let complained = false

  async function fetchWeights() {
    const { network: which, step } = state
    const turn = ++asked
    if (which === shown.network && step === shown.step) return
    try {
      const weights = await data.weightsOf(which, step)
      if (turn !== asked) return // the reader has moved on
      lab.ownWeights = weights
      shown = { network: which, step }
      store.touch("ownWeights")
      if (complained) say("")
      complained = false
    } catch (error) {
      if (turn !== asked) return
      complained = true
      say(sentenceOf(error))
      store.update(shown) // back to where it was
    }
  }

  // ---- the address

  function hash() {
    const { image, pixels } = state
    return encodeState(state, lastStep, data.isImage(image, pixels))
  }

  function readAddress() {
    const { change, ignored } = decodeState(location.hash, known)
    if (ignored.length) say(`This part of the address says nothing to the lab and was left out: ${ignored.join(", ")}.`)
    return change.pixels && !("image" in change) ? { ...change, image: null } : change
  }

  const first = data.manifest.images.items[0].index
  lab.ownWeights = await data.weightsOf("trained", lastStep)
  say("")
  update({ image: first, ...readAddress() })
  store.touch("ownWeights", ...Object.keys(state))
  await Promise.resolve() // until the first flush

  let timer = 0
  store.subscribe(["image", "pixels", "network", "step", "focus", "chosen", "muted", "kernels", "scale", "show"], () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => history.replaceState(history.state, "", `#${hash()}`), 400)
  })
  addEventListener("hashchange", () => {
    say("")
    update({ ...initialState(lastStep), image: first, pixels: undefined, ...readAddress() })
  })
  onScheme(() => {
    lab.activationTable = tables.activation[currentScheme()]
    store.touch("scheme")
  })

  for (const [slot, part] of PARTS) {
    const element = document.getElementById(slot)
    if (element) part.mount(element, lab)
  }
  // last: they frame and bring into view what the others made
  marks.mount(lab)
  view.mount(lab)
  page.dataset.ready = backend
}

/**
 * @param {Weights} weights
 * @param {State["kernels"]} kernels
 * @returns {Weights} the same with the edited kernels in conv1; Keras stores (row, column, input, filter)
 */
function withKernels(weights, kernels) {
  const kernel = weights["conv1/kernel"].slice()
  const filters = kernel.length / 9
  for (const [channel, values] of Object.entries(kernels)) {
    values.forEach((value, place) => (kernel[place * filters + Number(channel)] = value))
  }
  return { ...weights, "conv1/kernel": kernel }
}

/** @param {unknown} error */
function sentenceOf(error) {
  if (error instanceof Error && error.name === "LabError") return error.message
  console.error(error)
  return "Something in the lab went wrong. Reload the page to start anew."
}

// in docs/lab.md, for when this module does not arrive: says so, and shows what a reader without JavaScript sees
start().catch((error) => /** @type {any} */ (globalThis).labFailed(sentenceOf(error)))
