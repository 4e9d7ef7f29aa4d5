/**
 * The lab in small, for the landing page: draw or pick a picture, and the maps of conv1 and the likeliest classes move.
 * The page imports this module when the strip comes into view; before that, nothing of the lab is loaded.
 */

import { currentScheme, onScheme, paint, readTables } from "./colours.js"
import { openData } from "./data.js"
import { canvas, make, percent } from "./dom.js"
import { makeDrawable } from "./drawing.js"
import { blank } from "./edits.js"
import { Network, startBackend } from "./network.js"
import { LAYERS, packPixels, SIDE } from "./state.js"

const BRUSH = 2.5
const SHOWN_CLASSES = 3
const { channels, side } = LAYERS.conv1

/** @param {HTMLElement} element  its `data-lab` is the address of the lab's page */
export async function mount(element) {
  const home = new URL(element.dataset.lab ?? "lab/", location.href)
  try {
    const style = make("link", {
      rel: "stylesheet",
      href: new URL("../../stylesheets/strip.css", import.meta.url).href,
    })
    const styled = new Promise((resolve) => (style.onload = style.onerror = resolve))
    document.head.append(style)
    const [data, backend] = await Promise.all([openData(new URL("data/", home).href), startBackend()])
    const network = await Network.load(data)
    network.setWeights(await data.weightsOf("trained"))
    await styled
    build(element, home, data, network)
    element.dataset.ready = backend
  } catch (error) {
    const sentence =
      error instanceof Error && error.name === "LabError" ? error.message : "The network could not be started here."
    element.replaceChildren(make("p", {}, sentence))
    element.dataset.failed = ""
    if (!(error instanceof Error && error.name === "LabError")) throw error
  }
}

/** @param {string} text */
const head = (text) => make("p", { class: "strip-head" }, text)

/** @param {HTMLElement} element @param {URL} home @param {import("./data.js").LabData} data @param {Network} network */
function build(element, home, data, network) {
  const { classes, colours } = data.manifest
  const tables = readTables(colours)
  const firsts = data.firsts()
  let pixels = data.image(firsts[0].index)
  /** The test image that the picture is, or was made from. @type {number|null} */
  let image = firsts[0].index

  const board = canvas(SIDE)
  const pad = make("div", { class: "lab-picture strip-pad" }, board)
  const maps = Array.from({ length: channels }, () => canvas(side))
  const rows = Array.from({ length: SHOWN_CLASSES }, () => ({
    name: make("span"),
    fill: make("span", { class: "strip-fill" }),
    share: make("span"),
  }))
  const more = make("a", { href: home.href }, "Open in the lab")
  const spoken = make("p", { class: "lab-hidden", "aria-live": "polite" })

  /** @param {Uint8Array} changed */
  function show(changed) {
    pixels = changed
    const { conv1, probabilities } = network.forward(pixels)
    paint(board, pixels, { table: tables.grey, highest: 255 })
    const how = { table: tables.activation[currentScheme()], highest: Math.max(...conv1), channels }
    maps.forEach((map, channel) => paint(map, conv1, { ...how, channel }))
    const order = classes.map((_, index) => index).sort((a, b) => probabilities[b] - probabilities[a])
    rows.forEach(({ name, fill, share }, place) => {
      name.textContent = classes[order[place]]
      fill.style.transform = `scaleX(${probabilities[order[place]]})`
      share.textContent = percent(probabilities[order[place]])
    })
  }

  function keep() {
    const parts = image === null ? [] : [`image=${image}`]
    if (!data.isImage(image, pixels)) parts.push(`pixels=${packPixels(pixels)}`)
    more.href = `${home.href}#${parts.join("&")}`
    spoken.textContent = `The network says ${rows[0].name.textContent}, ${rows[0].share.textContent}.`
  }

  /** @param {number|null} index  of a test image; null: an empty picture */
  function pick(index) {
    image = index
    show(index === null ? blank() : data.image(index))
    keep()
  }

  const thumbnails = firsts.map(({ index, label }) => {
    const small = canvas(SIDE)
    paint(small, data.image(index), { table: tables.grey, highest: 255 })
    return make(
      "button",
      { type: "button", "aria-label": classes[label], title: classes[label], onclick: () => pick(index) },
      small,
    )
  })
  const clear = make("button", { type: "button", class: "strip-clear", onclick: () => pick(null) }, "Clear")
  element.replaceChildren(
    make("div", {}, head("Draw on the picture"), pad),
    make(
      "div",
      { class: "strip-maps" },
      head(`The ${channels} maps of conv1`),
      make(
        "div",
        { class: "strip-grid" },
        ...maps.map((map, channel) => make("div", {}, map, make("span", {}, String(channel)))),
      ),
    ),
    make(
      "div",
      {},
      head("The network says"),
      ...rows.map(({ name, fill, share }) =>
        make("div", { class: "strip-class" }, name, share, make("span", { class: "strip-track" }, fill)),
      ),
      make("p", { class: "strip-more" }, more),
      spoken,
    ),
    make("div", { class: "strip-pick", role: "group", "aria-label": "Pictures to start from" }, ...thumbnails, clear),
  )
  makeDrawable(pad, { read: () => pixels, size: () => BRUSH, erasing: () => false, show, keep })
  pick(image)
  onScheme(() => show(pixels))
}
