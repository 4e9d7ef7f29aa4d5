/** The ten probabilities as bars. A click or the arrow keys choose a class: its score is followed, and its heat maps shown. */

import { likeliest } from "./arithmetic.js"
import { chooseByArrows, make, percent } from "./dom.js"

const LEAST_MARKED = 0.005 // at the left end of its track a mark would look like a bar

/** @param {HTMLElement} element @param {import("./main.js").Lab} lab */
export function mount(element, lab) {
  const rows = lab.data.manifest.classes.map((name, index) => {
    const bar = make("span", { class: "lab-fill" })
    const before = make("span", { class: "lab-before" })
    const share = make("span", { class: "lab-share" })
    const row = make(
      "button",
      { type: "button", role: "radio", class: "lab-class", onclick: (event) => toggle(index, event) },
      make("span", { class: "lab-class-name" }, name),
      make("span", { class: "lab-track" }, bar, before),
      share,
    )
    return { row, bar, before, share }
  })
  const list = make("div", { role: "radiogroup", "aria-label": "Class to look at", class: "lab-classes" }, ...rows.map(({ row }) => row))
  const spoken = make("p", { class: "lab-hidden", "aria-live": "polite" })
  element.append(make("h2", {}, "predictions"), list, spoken)

  const letGo = () => lab.update({ chosen: null, focus: null })

  /** A second click lets go of a class; the Enter key, whose clicks count 0, does not. @param {number} index @param {Event} event */
  function toggle(index, event) {
    const again = lab.state.chosen === index && lab.state.focus?.layer === "predictions"
    if (again && /** @type {MouseEvent} */ (event).detail) letGo()
    else choose(index)
  }

  /** @param {number} index */
  function choose(index) {
    lab.update({ chosen: index, focus: { layer: "predictions" }, show: lab.state.show === "heat" ? "heat" : "number" })
  }

  chooseByArrows(list, () => rows.map(({ row }) => row), choose)
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || lab.state.chosen === null) return
    letGo()
    queueMicrotask(() => rows[lab.chosen].row.focus()) // the one that Tab would come back to
  })

  let timer = 0
  lab.subscribe(["activations", "chosen"], () => {
    const { probabilities } = lab.activations
    const winner = likeliest(probabilities)
    rows.forEach(({ row, bar, before, share }, index) => {
      bar.style.transform = `scaleX(${probabilities[index]})`
      before.hidden = !lab.touched || lab.untouched[index] < LEAST_MARKED
      if (lab.touched) before.style.left = `${100 * lab.untouched[index]}%`
      share.textContent = percent(probabilities[index])
      row.classList.toggle("lab-winner", index === winner)
      row.setAttribute("aria-checked", String(index === lab.chosen))
      row.tabIndex = index === lab.chosen ? 0 : -1
    })
    // read out what the network says once the picture rests
    clearTimeout(timer)
    timer = window.setTimeout(() => {
      const sentence = `The network says ${lab.data.manifest.classes[winner]}, ${percent(probabilities[winner])}.`
      if (spoken.textContent !== sentence) spoken.textContent = sentence
    }, 800)
  })
}
