/**
 * Brings into view what is followed and what an address points out. On a small screen that is the strip between the
 * picture, which stays at the upper edge, and the sheet at the lower one.
 */

/** @typedef {import("./main.js").Lab} Lab */

/** @param {Lab} lab */
export function mount(lab) {
  let behavior = /** @type {ScrollBehavior} */ ("instant") // when the page opens
  lab.subscribe(["focus", "at"], () => {
    const target = targetOf(lab)
    const how = behavior
    if (target) requestAnimationFrame(() => bring(target, how))
    behavior = gently()
  })
}

/** How to scroll while the reader looks on. @returns {ScrollBehavior} */
export function gently() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth"
}

/** @param {Lab} lab @returns {Element|null} */
function targetOf({ state: { at, focus } }) {
  if (at) {
    const part = document.getElementById(`lab-${at}`)
    part?.querySelector("details")?.toggleAttribute("open", at === "edits")
    return part
  }
  if (!focus || focus.layer === "predictions") return null
  return document.querySelector(`[data-picture="${focus.layer}"][data-channel="${focus.channel}"]`)
}

/** Scroll to the middle of what is free, unless all of the target is there already. @param {Element} target @param {ScrollBehavior} behavior */
function bring(target, behavior) {
  const box = target.getBoundingClientRect()
  const [upper, lower] = free()
  if (box.top >= upper && box.bottom <= lower) return
  scrollBy({ top: box.top - upper - Math.max(4, (lower - upper - box.height) / 2), behavior })
}

/** The upper and the lower edge of what nothing stays in front of. */
function free() {
  const stage = /** @type {HTMLElement} */ (document.querySelector(".lab-stage"))
  const panes = /** @type {HTMLElement} */ (document.getElementById("lab-panes"))
  const header = /** @type {HTMLElement|null} */ (document.querySelector(".md-header"))
  const { position, top } = getComputedStyle(stage)
  const upper = position === "sticky" ? parseFloat(top) + stage.offsetHeight : (header?.offsetHeight ?? 0)
  const sheet = getComputedStyle(panes).bottom === "0px" // beside the maps it stays at the upper edge
  return [upper, innerHeight - (sheet ? panes.offsetHeight : 0)]
}
