/**
 * A guided tour for who is here for the first time. It is offered, never started unasked; a card leads through the page
 * and can be left at any step. That it was taken or declined is remembered.
 */

import { make } from "./dom.js"
import { strongestOf } from "./panel.js"
import { LAYERS, SIDE } from "./state.js"
import { gently } from "./view.js"

/** @typedef {import("./main.js").Lab} Lab */
/** @typedef {{target: string, title: string, text: (lab: Lab) => string, prepare?: (lab: Lab) => void}} Step */

const REMEMBERED = "lab-tour"

/** @type {Step[]} */
const STEPS = [
  {
    target: "#lab-pad",
    title: "Change the picture",
    text: () =>
      `This is all the network sees: ${SIDE} × ${SIDE} grey values. Draw on it. Every map and every bar of this page follows ` +
      "while you draw. You can also pick another picture, or use a photograph.",
  },
  {
    target: '[data-layer="conv1"]',
    title: "One kernel, one map",
    text: () =>
      `Each of these ${LAYERS.conv1.channels} maps is the picture as one kernel of 3 × 3 weights answers to it. ` +
      "The colour at 0 means no answer. The number is the channel, the same as in the tutorial's figures.",
  },
  {
    target: "#lab-panes",
    title: "Follow a number",
    prepare: (lab) => lab.update({ focus: strongestOf("conv1", lab), show: "number" }),
    text: () =>
      "A pixel of a map is a number. This one is the highest of conv1, and this is how it came about: nine pixels times nine " +
      "weights, added up, plus the bias, and 0 instead if that is negative. Point at any other pixel of any map.",
  },
  {
    target: "#lab-predictions",
    title: "From maps to an answer",
    prepare: (lab) => lab.update({ focus: { layer: "predictions" }, show: "number" }),
    text: ({ activations }) =>
      `The last layer weighs all ${activations.pool.length.toLocaleString("en")} pooled values, for each class anew. ` +
      "Choose a class to see which places speak for it.",
  },
  {
    target: "#lab-training",
    title: "Go back to before training",
    text: () =>
      "Drag to the left end. The maps of a network that has learned nothing look like maps, too; watch the bars instead. " +
      "The network that was trained on shuffled labels is here for the same comparison.",
  },
  {
    target: "#lab-panes",
    title: "Take something away",
    prepare: (lab) => lab.update({ show: "channels" }),
    text: () =>
      "Mute a channel or change a kernel's nine weights, and see which bars move. You cannot break anything: all of it can be " +
      "reset. The address of the page holds what you see, so a copied link brings you back here.",
  },
]

/** @param {HTMLElement} element @param {Lab} lab */
export function mount(element, lab) {
  const start = make("button", { type: "button", onclick: open }, "Take the tour")
  const decline = make(
    "button",
    { type: "button", onclick: () => (remember(), (offer.hidden = decline.hidden = true)) },
    "No, thanks",
  )
  const offer = make("span", {}, `New here? ${words(STEPS.length)} steps show what this page can do.`)
  element.append(make("div", { class: "lab-row" }, offer, start, decline))
  offer.hidden = decline.hidden = remembered()

  const heading = make("h3", { id: "lab-tour-title", tabindex: -1 })
  const text = make("p", { id: "lab-tour-text" })
  const count = make("span", { class: "lab-note" })
  const back = make("button", { type: "button", onclick: () => go(now - 1) }, "Back")
  const next = make("button", {
    type: "button",
    class: "lab-next",
    onclick: () => (now + 1 < STEPS.length ? go(now + 1) : close()),
  })
  const skip = make("button", { type: "button", class: "lab-link", onclick: close }, "Leave the tour")
  const card = make(
    "div",
    {
      class: "lab-tour-card",
      role: "dialog",
      "aria-labelledby": "lab-tour-title",
      "aria-describedby": "lab-tour-text",
      hidden: true,
    },
    count,
    heading,
    text,
    make("div", { class: "lab-row" }, back, next, skip),
  )
  element.append(card)
  let now = 0

  function open() {
    card.hidden = false
    go(0)
  }

  /** @param {number} place */
  function go(place) {
    now = place
    const { target, title, text: say, prepare } = STEPS[place]
    prepare?.(lab)
    count.textContent = `${place + 1} of ${STEPS.length}`
    heading.textContent = title
    text.textContent = say(lab)
    back.hidden = place === 0
    skip.hidden = place + 1 === STEPS.length
    next.textContent = place + 1 < STEPS.length ? "Next" : "Done"
    // on a small screen the panes are a sheet at the lower edge: unfolded, the card stands above it
    const panes = target === "#lab-panes"
    card.toggleAttribute("data-above", panes)
    queueMicrotask(() => lab.update({ folded: !panes })) // after what follows from `prepare`
    point(document.querySelector(target))
    heading.focus({ preventScroll: true })
  }

  function close() {
    card.hidden = true
    point(null)
    remember()
    offer.hidden = decline.hidden = true
    start.focus()
  }

  card.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return
    event.stopPropagation()
    close()
  })
}

/** Frame an element and bring it into view. @param {Element|null} target */
function point(target) {
  document.querySelector(".lab-pointed")?.classList.remove("lab-pointed")
  if (!target) return
  target.classList.add("lab-pointed")
  // on narrow screens these stay at the edges anyway
  const edge = target.closest(".lab-stage, .lab-panes")
  const sticks = edge !== null && getComputedStyle(edge).position === "sticky"
  target.scrollIntoView({ behavior: gently(), block: sticks ? "nearest" : "start" })
}

/** @param {number} count */
const words = (count) => ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"][count] ?? String(count)

// A browser may forbid pages to remember; then the tour is offered again next time.

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED) !== null
  } catch {
    return false
  }
}

function remember() {
  try {
    localStorage.setItem(REMEMBERED, "seen")
  } catch {
    // nothing to do
  }
}
