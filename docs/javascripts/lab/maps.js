/**
 * The maps of conv1, conv2 and pool, redrawn whenever the activations change. Each layer is one stop of the Tab key: arrow
 * keys go from map to map, Enter goes into a map, where they move the followed pixel, and Escape leaves it.
 */

import { gradient, paint } from "./colours.js"
import { canvas, decimal, make } from "./dom.js"
import { kernelOf } from "./kernel-editor.js"
import { around0, bound, colourSquare } from "./numbers.js"
import { LAYERS, toggled } from "./state.js"

/** @typedef {import("./main.js").Lab} Lab */
/** @typedef {import("./state.js").MapLayer} MapLayer */
/** @typedef {import("./state.js").MapPixel} MapPixel */

const NAMES = /** @type {const} */ (["conv1", "conv2", "pool"])
const NOTES = {
  conv1: "one for each kernel",
  conv2: `each from all ${LAYERS.conv1.channels} of conv1`,
  pool: "the largest of every 2 × 2",
}
const HELP = "Arrow keys go from map to map. Enter goes into a map; there they move the pixel. Escape goes back. M mutes."

/** @param {HTMLElement} element @param {Lab} lab */
export function mount(element, lab) {
  element.append(make("p", { id: "lab-maps-help", class: "lab-hidden" }, HELP))
  mountInput(lab)
  const layers = NAMES.map((name) => mountLayer(name, lab))
  element.append(heading(lab), ...layers)
}

/** The picture itself; lab-pad is also where the reader draws. @param {Lab} lab */
function mountInput(lab) {
  const board = /** @type {HTMLCanvasElement} */ (document.querySelector("#lab-pad canvas"))
  lab.subscribe(["pixels"], () => paint(board, lab.state.pixels, { table: lab.tables.grey, highest: 255 }))
}

/** A word on what can be done here, and the switch of the scales. @param {Lab} lab */
function heading(lab) {
  const box = make("input", { type: "checkbox", onchange: () => lab.update({ scale: box.checked ? "each" : "shared" }) })
  lab.subscribe(["scale"], () => (box.checked = lab.state.scale === "each"))
  return make(
    "div",
    { class: "lab-maps-head" },
    make(
      "span",
      { class: "lab-note" },
      make("span", { class: "lab-with-mouse" }, "Point at a pixel to follow it, click to hold it."),
      make("span", { class: "lab-with-fingers" }, "Tap a pixel to follow it."),
    ),
    make("label", {}, box, "Each map on its own scale"),
  )
}

/** @param {MapLayer} name @param {Lab} lab */
function mountLayer(name, lab) {
  const { channels, side } = LAYERS[name]
  const bar = make("span", { class: "lab-bar" })
  const highest = make("span", { class: "lab-number" })
  const scale = make("span", { class: "lab-scale" }, "0", bar, highest)
  const grid = make("div", { class: "lab-grid", role: "application", "aria-label": `${name}, maps`, "aria-describedby": "lab-maps-help" })
  const maps = Array.from({ length: channels }, (_, channel) => mountMap(name, channel, lab))
  grid.append(...maps.map((map) => map.element))
  addKeys(grid, maps.map((map) => map.picture), name, lab)

  lab.subscribe(["activations", "scale", "scheme"], (changed) => {
    const values = lab.activations[name]
    const tops = channelTops(values, channels)
    const top = Math.max(...tops)
    const shared = lab.state.scale === "shared"
    maps.forEach(({ board, end }, channel) => {
      paint(board, values, { table: lab.activationTable, highest: shared ? top : tops[channel], channel, channels })
      end.hidden = shared
      end.textContent = decimal(tops[channel])
    })
    highest.textContent = shared ? decimal(top) : "highest, below each"
    if (changed.has("scheme")) bar.style.background = gradient({ table: lab.activationTable, highest: 1 })
  })
  return make(
    "section",
    { class: "lab-layer", "data-layer": name },
    make("header", {}, make("h3", {}, name), make("span", { class: "lab-note" }, `${channels} maps of ${side} × ${side}, ${NOTES[name]}`), scale),
    grid,
  )
}

/** The highest value of each channel. @param {Float32Array} values @param {number} channels */
function channelTops(values, channels) {
  const tops = new Array(channels).fill(0)
  for (let index = 0; index < values.length; index++) {
    const channel = index % channels
    if (values[index] > tops[channel]) tops[channel] = values[index]
  }
  return tops
}

/** @param {MapLayer} name @param {number} channel @param {Lab} lab */
function mountMap(name, channel, lab) {
  const side = LAYERS[name].side
  const board = canvas(side)
  const picture = make("div", {
    class: "lab-picture",
    role: "img",
    tabindex: channel === 0 ? 0 : -1,
    "aria-label": `${name}, channel ${channel}`,
    "data-picture": name,
    "data-channel": channel,
  }, board)

  /** @param {MouseEvent} event @returns {MapPixel} */
  function pixelAt(event) {
    const box = board.getBoundingClientRect()
    const clip = (/** @type {number} */ share) => Math.min(side - 1, Math.max(0, Math.floor(share * side)))
    return {
      layer: name,
      channel,
      row: clip((event.clientY - box.top) / box.height),
      column: clip((event.clientX - box.left) / box.width),
    }
  }

  picture.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return // a finger scrolls; a tap pins
    const pixel = pixelAt(event)
    if (!samePixel(pixel, lab.state.hover)) lab.update({ hover: pixel })
  })
  picture.addEventListener("pointerleave", () => lab.update({ hover: null }))
  picture.addEventListener("click", (event) => {
    const { focus } = lab.state
    const pixel = pixelAt(event)
    lab.update({ focus: samePixel(pixel, focus) ? null : pixel, show: "number" })
  })
  const under = make("div", { class: "lab-under" }, make("span", { class: "lab-channel" }, String(channel)))
  if (name === "conv1") under.append(kernelButton(channel, lab))
  if (name !== "pool") under.append(muteButton(name, channel, picture, lab))
  const end = make("span", { class: "lab-end" })
  under.append(end)
  return { element: make("div", { class: "lab-map" }, picture, under), picture, board, end }
}

/** The kernel of a map of conv1, which opens in the editor. @param {number} channel @param {Lab} lab */
function kernelButton(channel, lab) {
  const square = colourSquare(3)
  const button = make(
    "button",
    { type: "button", class: "lab-kernel", tabindex: -1, onclick: () => lab.update({ editing: channel, show: "channels" }) },
    square.element,
  )
  lab.subscribe(["weights"], () => {
    const values = kernelOf(lab.weights, channel)
    square.set(values, around0(lab.tables.kernel, bound(lab.weights["conv1/kernel"])))
    button.title = `Edit kernel ${channel}`
    button.toggleAttribute("data-edited", channel in lab.state.kernels)
  })
  return button
}

/** @param {"conv1"|"conv2"} layer @param {number} channel @param {HTMLElement} picture @param {Lab} lab */
function muteButton(layer, channel, picture, lab) {
  const button = make("button", {
    type: "button",
    class: "lab-mute",
    tabindex: -1, // keys have M, and the pane of interventions has them all
    onclick: () => lab.update({ muted: toggled(lab.state.muted, layer, channel) }),
  })
  lab.subscribe(["muted"], () => {
    const muted = lab.state.muted[layer].has(channel)
    button.setAttribute("aria-pressed", String(muted))
    button.title = button.ariaLabel = `${muted ? "Unmute" : "Mute"} channel ${channel} of ${layer}`
    picture.setAttribute("aria-label", `${layer}, channel ${channel}${muted ? ", muted" : ""}`)
    picture.toggleAttribute("data-muted", muted)
  })
  return button
}

/** @param {MapPixel} pixel @param {import("./state.js").Focus|null} other */
function samePixel(pixel, other) {
  return (
    other !== null &&
    other.layer === pixel.layer &&
    other.channel === pixel.channel &&
    other.row === pixel.row &&
    other.column === pixel.column
  )
}

/** @type {Record<string, [down: number, right: number]>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

/**
 * @param {HTMLElement} grid
 * @param {HTMLElement[]} pictures
 * @param {MapLayer} layer
 * @param {Lab} lab
 */
function addKeys(grid, pictures, layer, lab) {
  const side = LAYERS[layer].side

  /** @param {number} channel */
  function go(channel) {
    pictures.forEach((picture, place) => (picture.tabIndex = place === channel ? 0 : -1))
    pictures[channel].focus()
  }

  grid.addEventListener("focusin", (event) => {
    const channel = pictures.indexOf(/** @type {HTMLElement} */ (event.target))
    if (channel >= 0) pictures.forEach((picture, place) => (picture.tabIndex = place === channel ? 0 : -1))
  })
  grid.addEventListener("keydown", (event) => {
    const channel = pictures.indexOf(/** @type {HTMLElement} */ (event.target))
    if (channel < 0 || event.altKey || event.ctrlKey || event.metaKey) return
    const { focus } = lab.state
    const inside = focus !== null && focus.layer === layer && focus.channel === channel ? focus : null
    const arrow = ARROWS[event.key]
    if (arrow && inside) {
      const [row, column] = [inside.row + arrow[0], inside.column + arrow[1]]
      if (row >= 0 && row < side && column >= 0 && column < side) lab.update({ focus: { ...inside, row, column } })
    } else if (arrow) {
      const columns = new Set(pictures.map((picture) => Math.round(picture.getBoundingClientRect().left))).size
      const next = channel + arrow[0] * columns + arrow[1]
      if (next >= 0 && next < pictures.length) go(next)
    } else if (event.key === "Home") go(0)
    else if (event.key === "End") go(pictures.length - 1)
    else if (event.key === "Enter" || event.key === " ") {
      const middle = Math.floor(side / 2)
      lab.update({ focus: inside ?? { layer, channel, row: middle, column: middle }, show: "number" })
    } else if (event.key.toLowerCase() === "m" && layer !== "pool") {
      lab.update({ muted: toggled(lab.state.muted, layer, channel) })
    } else if (event.key === "Escape" && inside) lab.update({ focus: null })
    else return
    event.preventDefault()
  })
}
