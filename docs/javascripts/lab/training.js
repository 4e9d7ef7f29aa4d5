/** Which network is looked into: trained, untrained, or trained on shuffled labels; and a walk through the training. */

import { decimal, make } from "./dom.js"

/** @typedef {import("./main.js").Lab} Lab */

const PACE = 600 // milliseconds a checkpoint, when playing

/** @param {HTMLElement} element @param {Lab} lab */
export function mount(element, lab) {
  const { trained, shuffled } = lab.data.manifest.networks
  const { checkpoints } = trained
  const last = checkpoints.length - 1
  /** @type {[label: string, change: {network: "trained"|"shuffled", step?: number}][]} */
  const choices = [
    ["Trained", { network: "trained", step: checkpoints[last].step }],
    ["Untrained", { network: "trained", step: 0 }],
    ["Shuffled labels", { network: "shuffled" }],
  ]
  const buttons = choices.map(([label, change]) => make("button", { type: "button", onclick: () => (stop(), lab.update(change)) }, label))
  const play = make("button", { type: "button", class: "lab-play", onclick: () => (timer ? stop() : start()) })
  const slider = make("input", { type: "range", min: 0, max: last, step: 1, "aria-label": "Checkpoint of the training" })
  const ticks = make("div", { class: "lab-ticks lab-note", "aria-hidden": "true" })
  for (let at = 0; at <= last; at += 3) {
    const tick = make("span", {}, `${at ? "" : "step "}${checkpoints[at].step.toLocaleString("en")}`)
    tick.style.left = `${(100 * at) / last}%`
    ticks.append(tick)
  }
  const words = make("p", { class: "lab-note lab-moment" })
  const curve = drawCurve(lab)
  slider.oninput = () => {
    stop()
    go(Number(slider.value))
  }
  element.append(
    make("div", { class: "lab-choice", role: "group", "aria-label": "Network" }, ...buttons),
    make("div", { class: "lab-course" }, play, make("div", { class: "lab-track-of-time" }, curve.element, slider, ticks)),
    words,
    make("p", { class: "lab-note" }, "Stops, not time: at first the steps double, then each stop is an epoch. Lines: on the test images; faint: loss on batches of training."),
  )

  let timer = 0
  function start() {
    if (place() === last) go(0)
    timer = window.setInterval(() => (place() < last ? go(place() + 1) : stop()), PACE)
    showPlay()
  }
  function stop() {
    clearInterval(timer)
    timer = 0
    showPlay()
  }
  function showPlay() {
    play.textContent = timer ? "❚❚" : "▶"
    play.setAttribute("aria-label", timer ? "Pause" : "Play the training")
  }

  /** @param {number} place */
  function go(place) {
    lab.update({ network: "trained", step: checkpoints[place].step })
    for (const neighbour of [place - 1, place + 1]) {
      // a failure is told when the reader gets there
      if (checkpoints[neighbour]) lab.data.weightsOf("trained", checkpoints[neighbour].step).catch(() => {})
    }
  }
  function place() {
    return lab.state.network === "trained" ? checkpoints.findIndex(({ step }) => step === lab.state.step) : last
  }

  showPlay()
  lab.subscribe(["network", "step"], () => {
    const { network, step } = lab.state
    const now = place()
    const { epoch } = checkpoints[now]
    const current = network === "shuffled" ? 2 : step === 0 ? 1 : now === last ? 0 : -1
    buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(index === current)))
    slider.value = String(now)
    const moment = `step ${step.toLocaleString("en")}, epoch ${decimal(epoch, epoch < 1 ? 2 : 0)}`
    words.textContent =
      network === "shuffled"
        ? `Trained on labels dealt out at random, as long as the other but at a peak learning rate of ${shuffled.rate}, not ${shuffled.trained_rate}: ${success(shuffled)}`
        : `${moment}: ${success(checkpoints[now])}`
    slider.setAttribute("aria-valuetext", words.textContent)
    curve.mark(now, network === "trained")
    element.toggleAttribute("data-elsewhere", network === "shuffled")
  })
}

/** @param {{loss: number, accuracy: number}} tested */
function success({ loss, accuracy }) {
  return `loss ${decimal(loss)}, accuracy ${decimal(100 * accuracy, 1)}% on the test images`
}

/**
 * Loss and accuracy over the checkpoints, evenly spaced like the slider's stops: the first ones are steps 0, 1, 2, 4, …
 *
 * @param {Lab} lab
 */
function drawCurve(lab) {
  const { checkpoints } = lab.data.manifest.networks.trained
  const { steps, loss } = lab.data.manifest.curve
  const highest = Math.max(...checkpoints.map((point) => point.loss), ...loss)
  const batches = steps.map((step, index) => [stopOf(step), 1 - loss[index] / highest])
  const losses = checkpoints.map((point, index) => [index, 1 - point.loss / highest])
  const accuracies = checkpoints.map((point, index) => [index, 1 - point.accuracy])

  /** Where a step falls between the stops. @param {number} step */
  function stopOf(step) {
    const next = Math.max(1, checkpoints.findIndex((point) => point.step >= step))
    const [from, to] = [checkpoints[next - 1].step, checkpoints[next].step]
    return next - 1 + (step - from) / (to - from)
  }

  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  const width = checkpoints.length - 1
  svg.setAttribute("viewBox", `0 -0.04 ${width} 1.08`)
  svg.setAttribute("preserveAspectRatio", "none")
  svg.setAttribute("aria-hidden", "true")
  /** @param {string} kind @param {number[][]} points */
  const line = (kind, points) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "polyline")
    path.setAttribute("points", points.map((point) => point.join(",")).join(" "))
    path.setAttribute("class", kind)
    svg.append(path)
  }
  line("lab-batches", batches)
  line("lab-loss", losses)
  line("lab-accuracy", accuracies)
  const dots = { loss: make("i", { class: "lab-dot" }), accuracy: make("i", { class: "lab-dot lab-dot-accuracy" }) }
  const cursor = make("i", { class: "lab-cursor" })
  const element = make(
    "div",
    { class: "lab-curve" },
    make("span", { class: "lab-curve-name lab-name-accuracy" }, "accuracy"),
    make("span", { class: "lab-curve-name lab-name-loss" }, "loss"),
    cursor,
    dots.loss,
    dots.accuracy,
  )
  element.prepend(svg)
  return {
    element,
    /** @param {number} place @param {boolean} visible */
    mark(place, visible) {
      cursor.hidden = dots.loss.hidden = dots.accuracy.hidden = !visible
      for (const part of [cursor, dots.loss, dots.accuracy]) part.style.left = `${(100 * place) / width}%`
      dots.loss.style.top = `${(100 * (losses[place][1] + 0.04)) / 1.08}%`
      dots.accuracy.style.top = `${(100 * (accuracies[place][1] + 0.04)) / 1.08}%`
    },
  }
}
