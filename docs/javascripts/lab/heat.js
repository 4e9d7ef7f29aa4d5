/** Two heat maps of the chosen class's score: how fast it changes with each pixel, and how far it falls where the picture is covered. */

import { likeliest } from "./arithmetic.js"
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
  const covering = heatMap("Occlusion", "Covered with a black square of 4 × 4: amber where the score falls, so the pixels speak for the class; blue where it rises. The numbers: by how much.", true)
  const slope = heatMap("Gradient saliency", "How fast the score changes with the pixel, whichever way. The numbers: per grey level.", false)
  element.append(
    make("label", { class: "lab-row" }, "Score of", select),
    make("div", { class: "lab-heats" }, covering.element, slope.element),
    make("label", { class: "lab-row" }, veiled, "Lay them over the picture"),
    make("p", { class: "lab-note" }, "Each on its own scale: where the numbers are small, the pattern says little."),
  )

  /** @type {Float32Array|null} */
  let drops = null
  /** @type {Float32Array|null} */
  let slopes = null
  let timer = 0
  let worker = new AbortController()

  lab.subscribe(["activations", "chosen", "show"], () => {
    select.options[0].textContent = `the likeliest: ${classes[likeliest(lab.activations.probabilities)]}`
    select.value = lab.state.chosen === null ? "" : String(lab.state.chosen)
    clearTimeout(timer)
    worker.abort()
    if (lab.state.show !== "heat") return
    slopes = saliency(lab.chosen, lab.activations, lab.weights, lab.data.manifest.scale)
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
      if (/** @type {Error} */ (error).name === "AbortError") return
      console.error(error)
      lab.say("The occlusion map could not be worked out. Reload the page to start anew.")
    }
  }

  function drawAll() {
    const { tables, activationTable, state } = lab
    const over = veiled.checked
    if (drops) covering.draw(state.pixels, drops, around0(over ? tables.veil : tables.kernel, bound(drops)), over, tables)
    if (slopes) {
      const highest = bound(slopes)
      // over the picture only the amber half of the veil is of use
      const scale = over ? around0(tables.veil, highest) : { table: activationTable, highest }
      slope.draw(state.pixels, slopes, scale, over, tables)
    }
  }
}

/** @param {string} title @param {string} note @param {boolean} signed  whether it has values below 0 */
function heatMap(title, note, signed) {
  const below = canvas(SIDE)
  const map = canvas(SIDE)
  const picture = make("div", { class: "lab-picture lab-veiled", role: "img", "aria-label": title }, below, map)
  const bar = make("span", { class: "lab-bar" })
  const ticks = Array.from({ length: signed ? 3 : 2 }, () => make("span"))
  return {
    element: make("figure", { class: "lab-heat" }, make("h3", {}, title), picture, bar, make("div", { class: "lab-ends lab-note" }, ...ticks), make("figcaption", { class: "lab-note" }, note)),
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
      bar.style.background = gradient(scale, signed ? scale.lowest : 0)
      const end = +bound(values).toPrecision(2)
      ticks.forEach((tick, place) => (tick.textContent = [`−${end}`, "0", `+${end}`][place + 3 - ticks.length]))
    },
  }
}
