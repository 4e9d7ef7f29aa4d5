/** Small things for making elements and writing numbers. */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string|number|boolean|EventListener|undefined>} [attributes]  `onclick` and the like are listeners;
 *   true is an empty attribute, false and undefined none
 * @param {...(Node|string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value)
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : String(value))
  }
  element.append(...children)
  return element
}

/** A canvas of so many pixels, hidden from screen readers: what it shows is said in words. @param {number} width */
export function canvas(width, height = width) {
  return make("canvas", { width, height, "aria-hidden": "true" })
}

/** A link to where the tutorial explains it. @param {string} words @param {string} anchor  of the page on the architecture */
export function explained(words, anchor) {
  return make("a", { href: `../tutorial/architecture/#${anchor}` }, words)
}

/** A number with a true minus sign, and without one if it rounds to 0. @param {number} value */
export function decimal(value, digits = 2) {
  const text = value.toFixed(digits)
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−")
}

/** @param {number} share @returns {string} in per cent, with a decimal where it says something */
export function percent(share) {
  const value = 100 * share
  if (value < 0.1) return "<0.1%" // softmax leaves nothing at 0, though a float may be
  if (value > 99.9) return ">99.9%"
  return `${value.toFixed(value < 10 || value > 99 ? 1 : 0)}%`
}

/**
 * Arrow keys in a group of radio buttons or tabs: on to the next, round at the ends, and it is chosen.
 *
 * @param {HTMLElement} group
 * @param {() => readonly HTMLElement[]} now  the choices, as they are when a key is pressed
 * @param {(place: number) => void} choose
 */
export function chooseByArrows(group, now, choose) {
  group.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key]
    const choices = now()
    const place = choices.indexOf(/** @type {HTMLElement} */ (event.target))
    if (!step || place < 0) return
    event.preventDefault()
    const next = (place + step + choices.length) % choices.length
    choose(next)
    choices[next].focus()
  })
}

/** Call `draw` in the next frame, once however often it was asked for. @param {() => void} draw */
export function inNextFrame(draw) {
  let waiting = false
  return () => {
    if (waiting) return
    waiting = true
    requestAnimationFrame(() => {
      waiting = false
      draw()
    })
  }
}
