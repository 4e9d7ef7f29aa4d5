/** How one number of conv1 or conv2 is worked out: patch times kernel, summed, plus bias, ReLU. */

import { convolved } from "./arithmetic.js"
import { chooseByArrows, decimal, explained, make } from "./dom.js"
import { around0, bound, colourSquare, numberSquare } from "./numbers.js"
import { LAYERS, SIDE } from "./state.js"

/** @typedef {import("./main.js").Lab} Lab */
/** @typedef {import("./state.js").MapPixel} MapPixel */

/** @param {Lab} lab @param {(pixel: MapPixel) => void} goDown */
export function convolutionView(lab, goDown) {
  const patch = numberSquare("patch", 3)
  const kernel = numberSquare("kernel", 3)
  const products = numberSquare("products", 3)
  const worked = make(
    "div",
    { class: "lab-worked" },
    patch.element,
    make("span", { class: "lab-sign", "aria-label": "times, cell by cell" }, "×"),
    kernel.element,
    make("span", { class: "lab-sign", "aria-label": "equals" }, "="),
    products.element,
  )
  const squares = [patch, kernel, products]
  for (const { cells } of squares) cells.forEach((cell, place) => (cell.onpointerenter = () => point(place)))
  worked.onpointerleave = () => point(-1)
  const inputs = inputRows(lab, () => drawWorked())
  const sum = sumTable()
  const note = make(
    "p",
    { class: "lab-note" },
    "Cell by cell: value times weight. Blue is negative, amber positive. ",
    explained("Bias", "what-a-convolution-computes"),
    ": one more number, learned like the weights. ",
    explained("ReLU", "relu-and-pooling"),
    ": what is below 0 becomes 0.",
  )
  const down = make("button", { type: "button", class: "lab-link", onclick: () => follow(4) })
  patch.cells.forEach((cell, place) => (cell.onclick = () => follow(place)))
  const element = make("div", { class: "lab-convolution" }, inputs.element, sum.element, worked, note, down)

  /** @type {MapPixel} */
  let pixel
  /** @type {import("./arithmetic.js").Convolved} */
  let worth

  /** Frame the two factors and their product. @param {number} place  of nine, or none of them */
  function point(place) {
    for (const { cells } of squares) cells.forEach((cell, which) => cell.toggleAttribute("data-hot", which === place))
  }

  function drawWorked() {
    const conv1 = pixel.layer === "conv1"
    const one = worth.patches[conv1 ? 0 : inputs.current()]
    const sourceScale = conv1
      ? { table: lab.tables.grey, highest: 1 }
      : { table: lab.activationTable, highest: bound(lab.activations.conv1) }
    patch.set(one.values, sourceScale)
    kernel.set(one.kernel, around0(lab.tables.kernel, bound(lab.weights[`${pixel.layer}/kernel`])))
    products.set(one.products, productScale(worth.patches, lab))
    patch.cells.forEach((cell, place) => cell.toggleAttribute("data-outside", !inside(unitOf(place))))
    patch.label.textContent = conv1 ? `pixels ÷ ${Math.round(1 / lab.data.manifest.scale)}` : `map ${one.channel} of conv1`
    kernel.label.textContent = conv1 ? `kernel ${pixel.channel}` : `kernel ${one.channel} → ${pixel.channel}`
    products.label.textContent = `sum ${decimal(one.sum, 3)}`
    down.hidden = conv1
    down.textContent = `Follow the middle one into map ${one.channel} of conv1`
  }

  /** What stands below a place of the patch. @param {number} place  of nine */
  function unitOf(place) {
    return { row: pixel.row - 1 + Math.floor(place / 3), column: pixel.column - 1 + (place % 3) }
  }

  /** @param {number} place  of nine */
  function follow(place) {
    const unit = unitOf(place)
    if (pixel.layer === "conv2" && inside(unit)) goDown({ layer: "conv1", channel: inputs.current(), ...unit })
  }

  return {
    element,
    /** @param {MapPixel} next  of conv1 or conv2 */
    draw(next) {
      const moved = next !== pixel
      pixel = next
      const layer = /** @type {"conv1"|"conv2"} */ (next.layer)
      const below = layer === "conv1" ? Float32Array.from(lab.state.pixels, (value) => value * lab.data.manifest.scale) : lab.activations.conv1
      worth = convolved(next, below, lab.weights, lab.state.muted[layer].has(next.channel))
      inputs.element.hidden = layer === "conv1"
      element.dataset.layer = layer
      if (layer === "conv2") inputs.draw(worth, moved)
      drawWorked()
      sum.draw(layer === "conv1" ? "sum of the nine products" : `sum over all ${worth.patches.length} maps`, worth)
    },
  }
}

/** Around the picture and the maps there are zeros. @param {{row: number, column: number}} place */
function inside({ row, column }) {
  return row >= 0 && row < SIDE && column >= 0 && column < SIDE
}

/** One scale for all products of a unit. @param {import("./arithmetic.js").Patch[]} patches @param {Lab} lab */
function productScale(patches, lab) {
  return around0(lab.tables.kernel, bound(patches.flatMap(({ products }) => products)))
}

/**
 * The inputs of a unit of conv2, a row each: patch, kernel, products, and what they sum to as a bar. The chosen row, at
 * first that of the largest sum, stands enlarged below.
 *
 * @param {Lab} lab
 * @param {() => void} onChoice
 */
function inputRows(lab, onChoice) {
  let current = 0
  const rows = Array.from({ length: LAYERS.conv1.channels }, (_, channel) => {
    const squares = [colourSquare(3), colourSquare(3), colourSquare(3)]
    const bar = make("i", { class: "lab-sumbar" })
    const number = make("span", { class: "lab-number" })
    const element = make(
      "button",
      { type: "button", role: "radio", class: "lab-input-row", onclick: () => choose(channel) },
      make("span", { class: "lab-channel" }, String(channel)),
      squares[0].element,
      "×",
      squares[1].element,
      "=",
      squares[2].element,
      make("span", { class: "lab-sumtrack" }, bar),
      number,
    )
    return { element, squares, bar, number }
  })
  const element = make("div", { role: "radiogroup", "aria-label": "Input map", class: "lab-input-rows" }, ...rows.map((row) => row.element))

  /** @param {number} channel */
  function mark(channel) {
    current = channel
    rows.forEach(({ element }, place) => {
      element.setAttribute("aria-checked", String(place === channel))
      element.tabIndex = place === channel ? 0 : -1
    })
  }

  /** @param {number} channel */
  function choose(channel) {
    mark(channel)
    onChoice()
  }

  chooseByArrows(element, () => rows.map((row) => row.element), choose)

  return {
    element,
    current: () => current,
    /** @param {import("./arithmetic.js").Convolved} worth @param {boolean} moved  to another unit */
    draw({ patches }, moved) {
      const source = { table: lab.activationTable, highest: bound(lab.activations.conv1) }
      const weights = around0(lab.tables.kernel, bound(lab.weights["conv2/kernel"]))
      const products = productScale(patches, lab)
      const sums = patches.map(({ sum }) => Math.abs(sum))
      const largest = Math.max(...sums) || 1
      if (moved) mark(Math.max(0, sums.indexOf(largest)))
      patches.forEach((patch, place) => {
        const { squares, bar, number, element } = rows[place]
        squares[0].set(patch.values, source)
        squares[1].set(patch.kernel, weights)
        squares[2].set(patch.products, products)
        const share = (50 * Math.abs(patch.sum)) / largest
        bar.style.width = `${share}%`
        bar.style.left = `${patch.sum < 0 ? 50 - share : 50}%`
        bar.dataset.sign = patch.sum < 0 ? "minus" : "plus"
        number.textContent = decimal(patch.sum, 3)
        element.setAttribute("aria-label", `map ${place}: ${decimal(patch.sum, 3)}`)
      })
    },
  }
}

/** Sum, bias, ReLU, one below the other. */
function sumTable() {
  const names = Array.from({ length: 4 }, () => make("th", { scope: "row" }))
  const numbers = names.map(() => make("td"))
  const rows = names.map((name, place) => make("tr", {}, name, numbers[place]))
  const element = make("table", { class: "lab-sum" }, make("tbody", {}, ...rows))
  return {
    element,
    /** @param {string} what @param {import("./arithmetic.js").Convolved} worth */
    draw(what, { patches, bias, sum, relu, muted }) {
      const products = patches.reduce((total, patch) => total + patch.sum, 0)
      /** @type {[string, number][]} */
      const lines = [
        [what, products],
        ["+ bias", bias],
        ["=", sum],
        [muted ? "muted: set to" : sum > 0 ? "ReLU: above 0, stays" : "ReLU: not above 0, becomes", relu],
      ]
      lines.forEach(([name, number], place) => {
        names[place].textContent = name
        numbers[place].textContent = decimal(number, 3)
      })
      element.dataset.result = String(relu)
    },
  }
}
