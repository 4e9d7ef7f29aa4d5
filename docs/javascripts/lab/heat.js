/** Two heat maps of the chosen class's score: how fast it changes with each pixel, and how far it falls where the picture is covered. */

import { occlusion, saliency } from "./attribution.js"
import { gradient, paint } from "./colours.js"
import { canvas, make } from "./dom.js"
import { around0, bound } from "./numbers.js"
import { SIDE } from "./state.js"

/** @typedef {import("./main.js").Lab} Lab */

const REST = 120 // milliseconds without a change, after which covering begins anew

/** @param {HTMLElement} element @param {Lab} lab */
export function mount(element, lab) {
  const { classes } = lab.data.manifest
  const select = make(
    "select",
    { "aria-label": "Class of the heat maps", onchange: () => lab.update({ chosen: select.value === "" ? null : Number(select.value) }) },
    make("option", { value: "" }),
    ...classes.map((name, index) => make("option", { value: index }, name)),
  )
  const veiled = make("input", { type: "checkbox", onchange: () => drawAll() })
  const covering = heatMap("Occlusion", "Covered with a black square of 4 × 4: amber where the score falls, so the pixels speak for the class; blue where it rises.")
  const slope = heatMap("Gradient saliency", "How fast the score changes with the pixel, whichever way.")
  element.append(
    make("label", { class: "lab-row" }, "Score of", select),
    make("div", { class: "lab-heats" }, covering.element, slope.element),
    make("label", { class: "lab-row" }, veiled, "Lay them over the picture"),
    make("p", { class: "lab-note" }, "Each on its own scale, up to its strongest value."),
  )

  /** @type {Float32Array|null} */
  let drops = null
  /** @type {Float32Array|null} */
  let slopes = null
  let timer = 0
  let worker = new AbortController()

  lab.subscribe(["activations", "chosen", "show"], () => {
    const likeliest = lab.activations.probabilities.indexOf(Math.max(...lab.activations.probabilities))
    select.options[0].textContent = `the likeliest: ${classes[likeliest]}`
    select.value = lab.state.chosen === null ? "" : String(lab.state.chosen)
    clearTimeout(timer)
    worker.abort()
    if (lab.state.show !== "heat") return
    slopes = saliency(lab.chosen, lab.activations, lab.weights)
    drawAll()
    covering.element.toggleAttribute("data-old", true)
    timer = window.setTimeout(cover, REST)
  })
  lab.subscribe(["scheme"], drawAll)

  async function cover() {
    worker = new AbortController()
    const { signal } = worker
    try {
      const found = await occlusion(lab.network, lab.state.pixels, lab.chosen, lab.state.muted, {}, () => {}, signal)
      if (signal.aborted) return
      drops = found
      covering.element.toggleAttribute("data-old", false)
      drawAll()
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  function drawAll() {
    const { tables, activationTable, state } = lab
    const over = veiled.checked
    if (drops) {
      covering.draw(state.pixels, drops, around0(over ? tables.veil : tables.kernel, bound(drops)), over, tables)
      covering.bar.style.background = gradient(tables.kernel)
    }
    if (slopes) {
      const highest = bound(slopes)
      // over the picture only the amber half of the veil is of use
      const scale = over ? around0(tables.veil, highest) : { table: activationTable, highest }
      slope.draw(state.pixels, slopes, scale, over, tables)
      slope.bar.style.background = gradient(activationTable)
    }
  }
}

/** @param {string} title @param {string} note */
function heatMap(title, note) {
  const below = canvas(SIDE)
  const map = canvas(SIDE)
  const picture = make("div", { class: "lab-picture lab-veiled", role: "img", "aria-label": title }, below, map)
  const bar = make("span", { class: "lab-bar" })
  return {
    element: make("figure", { class: "lab-heat" }, make("h3", {}, title), picture, bar, make("figcaption", { class: "lab-note" }, note)),
    bar,
    /**
     * @param {Uint8Array} pixels
     * @param {Float32Array} values
     * @param {import("./numbers.js").Scale} scale
     * @param {boolean} over
     * @param {import("./colours.js").Tables} tables
     */
    draw(pixels, values, scale, over, tables) {
      below.hidden = !over
      if (over) paint(below, pixels, { table: tables.grey, highest: 255 })
      paint(map, values, scale)
    },
  }
}
