/** Test images to start from: the first of each class, the others of a class, or those that the network gets wrong. */

import { paint } from "./colours.js"
import { canvas, chooseByArrows, make } from "./dom.js"
import { SIDE } from "./state.js"

/** @typedef {import("./main.js").Lab} Lab */

/** @param {HTMLElement} element @param {Lab} lab */
export function mountPicker(element, lab) {
  const { classes, images } = lab.data.manifest
  const firsts = lab.data.firsts()
  const groups = [
    { name: "One of each class", items: firsts },
    ...classes.map((name, label) => ({ name, items: images.items.filter((item) => item.label === label) })),
    { name: "Taken for another class", items: images.items.filter((item) => item.wrong) },
  ]
  const select = make(
    "select",
    { id: "lab-group", onchange: () => fill(groups[select.selectedIndex]) },
    ...groups.map(({ name }) => make("option", {}, name)),
  )
  const list = make("div", { class: "lab-thumbnails", role: "radiogroup", "aria-label": "Test images" })
  element.append(make("div", { class: "lab-row" }, make("label", { for: "lab-group" }, "Test images"), select), list)

  /** @type {{index: number, button: HTMLElement}[]} */
  let thumbnails = []

  /** @param {typeof groups[0]} group */
  function fill({ items }) {
    thumbnails = items.map(({ index, label, wrong }) => {
      const board = canvas(SIDE)
      paint(board, lab.data.image(index), { table: lab.tables.grey, highest: 255 })
      const name = `${classes[label]}, test image ${index}${wrong ? ", which the network gets wrong" : ""}`
      const button = make(
        "button",
        {
          type: "button",
          role: "radio",
          class: "lab-thumbnail",
          title: name,
          "aria-label": name,
          onclick: () => pick(index),
        },
        board,
      )
      if (wrong) button.append(make("span", { class: "lab-wrong", "aria-hidden": "true" }, "×"))
      return { index, button }
    })
    list.replaceChildren(...thumbnails.map(({ button }) => button))
    mark()
  }

  function mark() {
    const chosen = thumbnails.findIndex(({ index }) => index === lab.state.image)
    thumbnails.forEach(({ button }, place) => {
      button.setAttribute("aria-checked", String(place === chosen))
      button.tabIndex = place === Math.max(0, chosen) ? 0 : -1
    })
  }

  /** @param {number} index */
  function pick(index) {
    // pixels with it: an image that was drawn on is picked again to have it whole
    lab.update({ image: index, pixels: lab.data.image(index).slice() })
  }

  chooseByArrows(list, () => thumbnails.map(({ button }) => button), (place) => pick(thumbnails[place].index))

  const given = images.items.find(({ index }) => index === lab.state.image)
  const home = !given || firsts.includes(given) ? 0 : 1 + given.label
  select.selectedIndex = home
  fill(groups[home])
  lab.subscribe(["image"], mark)
}
