/** The ten probabilities as bars. A click or the arrow keys choose a class: its score is followed, and its heat maps shown. */

import { likeliest } from "./arithmetic.js"
import { chooseByArrows, make, percent } from "./dom.js"

/** @param {HTMLElement} element @param {import("./main.js").Lab} lab */
export function mount(element, lab) {
  const rows = lab.data.manifest.classes.map((name, index) => {
    const bar = make("span", { class: "lab-fill" })
    const before = make("span", { class: "lab-before" })
    const share = make("span", { class: "lab-share" })
    const row = make(
      "button",
      { type: "button", role: "radio", class: "lab-class", onclick: () => toggle(index) },
      make("span", { class: "lab-class-name" }, name),
      make("span", { class: "lab-track" }, bar, before),
      share,
    )
    return { row, bar, before, share }
  })
  const list = make("div", { role: "radiogroup", "aria-label": "Class to look at", class: "lab-classes" }, ...rows.map(({ row }) => row))
  const spoken = make("p", { class: "lab-hidden", "aria-live": "polite" })
  element.append(make("h2", {}, "predictions"), list, spoken)

  /** Choosing the chosen class once more lets go of it. @param {number} index */
  function toggle(index) {
    if (lab.state.chosen === index && lab.state.focus?.layer === "predictions") lab.update({ chosen: null, focus: null })
    else choose(index)
  }

  /** @param {number} index */
  function choose(index) {
    lab.update({ chosen: index, focus: { layer: "predictions" }, show: lab.state.show === "heat" ? "heat" : "number" })
  }

  chooseByArrows(list, () => rows.map(({ row }) => row), choose)

  let timer = 0
  lab.subscribe(["activations", "chosen"], () => {
    const { probabilities } = lab.activations
    const winner = likeliest(probabilities)
    rows.forEach(({ row, bar, before, share }, index) => {
      bar.style.transform = `scaleX(${probabilities[index]})`
      before.hidden = !lab.touched
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
