/** Three panes behind tabs. On a small screen they are a sheet at the lower edge that can be folded away. */

import { chooseByArrows, make } from "./dom.js"
import * as heat from "./heat.js"
import * as intervene from "./intervene.js"
import * as panel from "./panel.js"

/** @typedef {import("./state.js").Pane} Pane */

/** @type {[name: Pane, title: string, part: {mount: (element: HTMLElement, lab: import("./main.js").Lab) => void}][]} */
const PANES = [
  ["number", "Follow a number", panel],
  ["channels", "Intervene", intervene],
  ["heat", "Heat maps", heat],
]

/** @param {HTMLElement} element @param {import("./main.js").Lab} lab */
export function mount(element, lab) {
  const tabs = PANES.map(([name, title]) =>
    make("button", { type: "button", role: "tab", id: `lab-tab-${name}`, "aria-controls": `lab-pane-${name}`, onclick: () => open(name) }, title),
  )
  const fold = make("button", {
    type: "button",
    class: "lab-fold",
    onclick: () => lab.update({ folded: !lab.state.folded }),
  })
  const bodies = PANES.map(([name]) =>
    make("div", { role: "tabpanel", id: `lab-pane-${name}`, "aria-labelledby": `lab-tab-${name}`, tabindex: -1 }),
  )
  const bar = make("div", { role: "tablist", "aria-label": "Look closer", class: "lab-tabs" }, ...tabs)
  element.append(make("div", { class: "lab-tabbar" }, bar, fold), make("div", { class: "lab-pane" }, ...bodies))

  /** @param {Pane} name */
  function open(name) {
    lab.update({ show: name, folded: false })
  }

  chooseByArrows(bar, () => tabs, (place) => open(PANES[place][0]))
  lab.subscribe(["show"], () => {
    PANES.forEach(([name], place) => {
      const current = name === lab.state.show
      tabs[place].setAttribute("aria-selected", String(current))
      tabs[place].tabIndex = current ? 0 : -1
      bodies[place].hidden = !current
    })
  })
  PANES.forEach(([, , part], place) => part.mount(bodies[place], lab))
  lab.subscribe(["folded"], () => {
    const { folded } = lab.state
    element.toggleAttribute("data-folded", folded)
    fold.setAttribute("aria-expanded", String(!folded))
    fold.setAttribute("aria-label", folded ? "Unfold the panel" : "Fold the panel away")
  })
  lab.subscribe(["focus", "show"], () => {
    if (lab.state.folded && (lab.state.focus || lab.state.show !== "number")) lab.update({ folded: false })
  })
}
