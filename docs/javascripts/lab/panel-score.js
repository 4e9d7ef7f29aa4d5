/** What a class score is made of: 3,136 pooled units, each times its weight, and a bias. */

import { paint } from "./colours.js"
import { canvas, decimal, explained, make, percent } from "./dom.js"
import { SHOWN_UNITS, strongest, unitAt } from "./marks.js"
import { around0, bound } from "./numbers.js"
import { LAYERS, SIDE } from "./state.js"

/** @typedef {import("./main.js").Lab} Lab */

/** @param {Lab} lab @param {(pixel: import("./state.js").MapPixel) => void} goDown */
export function scoreView(lab, goDown) {
  const { channels, side } = LAYERS.pool
  const below = canvas(SIDE)
  const map = canvas(side)
  const picture = make("div", { class: "lab-picture lab-veiled" }, below, map)
  const labels = ["units that speak for it", "units that speak against it", "+ bias", "= score", "softmax over all ten scores"]
  const numbers = labels.map(() => make("td"))
  const table = make("table", { class: "lab-sum lab-score" }, make("tbody", {}, ...labels.map((label, place) => make("tr", {}, make("th", { scope: "row" }, label), numbers[place]))))
  const powers = make("span")
  const headings = { for: make("h3", {}, "Most for it"), against: make("h3", {}, "Most against it") }
  const lists = { for: make("ul", { class: "lab-units" }), against: make("ul", { class: "lab-units" }) }
  const element = make(
    "div",
    {},
    table,
    make("p", { class: "lab-note" }, explained("Softmax", "from-maps-to-probabilities"), ": e to the power of the score, as a share of that of all ten. ", powers),
    make("h3", {}, "Where it comes from"),
    make("div", { class: "lab-where" }, picture, make("p", { class: "lab-note" }, "What the 16 units of each place add up to: amber for the class, blue against it. Framed in the picture and in pool: the strongest five of each.")),
    headings.for,
    lists.for,
    headings.against,
    lists.against,
  )

  /** @param {import("./marks.js").Unit} unit */
  function unitButton({ value, place }) {
    const unit = unitAt(place)
    const weight = lab.weights["predictions/kernel"][place * lab.activations.logits.length + lab.chosen]
    return make(
      "li",
      {},
      make(
        "button",
        { type: "button", class: "lab-link", onclick: () => goDown(unit) },
        `channel ${unit.channel}, row ${unit.row}, column ${unit.column}`,
      ),
      make("span", { class: "lab-number" }, `${decimal(lab.activations.pool[place])} × ${decimal(weight)} = ${decimal(value)}`),
    )
  }

  return {
    element,
    draw() {
      const values = lab.contributions()
      const places = new Float32Array(side * side)
      let plus = 0
      let minus = 0
      values.forEach((value, place) => {
        places[Math.floor(place / channels)] += value
        if (value > 0) plus += value
        else minus += value
      })
      paint(below, lab.state.pixels, { table: lab.tables.grey, highest: 255 })
      paint(map, places, around0(lab.tables.veil, bound(places)))
      const parts = [plus, minus, lab.weights["predictions/bias"][lab.chosen], lab.activations.logits[lab.chosen]]
      parts.forEach((part, place) => (numbers[place].textContent = decimal(part, 3)))
      numbers[4].textContent = percent(lab.activations.probabilities[lab.chosen])
      powers.textContent = softmaxOf(lab)
      const units = strongest(values, SHOWN_UNITS)
      for (const which of /** @type {const} */ (["for", "against"])) {
        lists[which].replaceChildren(...units[which].map(unitButton))
        headings[which].hidden = !units[which].length
      }
    },
  }
}

const SHORT = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 })

/** The softmax of the chosen class in numbers, unless they have too many digits to say anything. @param {Lab} lab */
function softmaxOf({ activations: { logits, probabilities }, chosen }) {
  if (bound(logits) > 30) return ""
  const power = Math.exp(logits[chosen])
  const sum = logits.reduce((sum, score) => sum + Math.exp(score), 0)
  return `Here e^${decimal(logits[chosen])} = ${SHORT.format(power)}, of ${SHORT.format(sum)}: ${percent(probabilities[chosen])}.`
}
