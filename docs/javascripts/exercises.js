// @ts-check
/**
 * Exercises: compares a reader's answers with those that stand in the page, and keeps progress in this browser.
 *
 * The page holds everything: a form for each question, and in its `<details>` all answers with their explanations.
 * Nothing is sent anywhere.
 */

/** @typedef {{given: string, right: boolean}} Entry  a reader's last answer to a question */
/** @typedef {Record<string, Entry>} Progress  by `page/question` */
/** @typedef {{state: "right" | "wrong" | "malformed", words: string, element?: Element | null}} Verdict */

const STORE = "tutorial-exercises"

/**
 * The number that a text stands for: `0.8`, `0,8`, `1,168`, `44 %`, `−0.5`.
 * @param {string} text
 * @param {boolean} percent  whether a percentage is asked for, so that a sign for it may follow
 * @returns {number | null} null if it is none, or too large for this browser
 */
export function parseNumber(text, percent = false) {
  let plain = text.trim().replace(/[\s\u00a0\u202f]+/g, "").replace(/[−–]/, "-")
  if (percent) plain = plain.replace(/%$/, "")
  if (/^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(plain)) plain = plain.replace(/,/g, "")
  plain = plain.replace(/^([-+]?\d*),(\d+)$/, "$1.$2")
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return null
  const number = Number(plain)
  return Number.isFinite(number) ? number : null
}

/**
 * What the page says to an answer.
 * @param {HTMLFormElement} form
 * @param {string} given  the place of a choice, or the text of a number
 * @returns {Verdict}
 */
export function judge(form, given) {
  const answers = [...form.querySelectorAll(".exercise-answers li")]
  const tolerance = form.dataset.tolerance
  if (tolerance === undefined) {
    const chosen = answers[Number(given)]
    if (given === "" || !chosen) return { state: "malformed", words: "Choose one of the answers first." }
    return verdict(chosen)
  }
  if (given.trim() === "") return { state: "malformed", words: "Type a number first." }
  const number = parseNumber(given, form.dataset.percent !== undefined)
  if (number === null) {
    return { state: "malformed", words: `Received “${given.trim()}”; expected a number, such as 12 or 0.5.` }
  }
  const right = answers.find(answer => isRight(answer) && distance(answer, number) <= Number(tolerance) + 1e-9)
  if (right) return verdict(right)
  // a mistake may be rounded as the reader likes
  const mistakes = answers
    .filter(answer => !isRight(answer) && distance(answer, number) <= 0.004 * Math.abs(exact(answer)) + 1e-9)
    .sort((one, other) => distance(one, number) - distance(other, number))
  return mistakes.length
    ? verdict(mistakes[0])
    : { state: "wrong", words: "", element: form.querySelector(".exercise-hint") }
}

/** @param {Element} answer @returns {number} */
const exact = answer => Number(/** @type {HTMLElement} */ (answer).dataset.number)

/** @param {Element} answer @param {number} number @returns {number} */
const distance = (answer, number) => Math.abs(number - exact(answer))

/** @param {Element} answer @returns {boolean} */
const isRight = answer => /** @type {HTMLElement} */ (answer).dataset.right === "true"

/** @param {Element} answer @returns {Verdict} */
const verdict = answer => ({
  state: isRight(answer) ? "right" : "wrong", words: "", element: answer.querySelector("span"),
})

/** @type {Progress} */
let kept = {}
let keeps = true

/** @returns {Progress} what this browser remembers; nothing if it is not allowed to, or the memory cannot be read */
function recall() {
  try {
    const found = JSON.parse(localStorage.getItem(STORE) ?? "{}")
    kept = found !== null && typeof found === "object" && !Array.isArray(found) ? found : {}
  } catch (error) {
    if (!(error instanceof SyntaxError)) keeps = false
  }
  return kept
}

/** @param {Progress} progress */
function keep(progress) {
  kept = progress
  try {
    localStorage.setItem(STORE, JSON.stringify(progress))
  } catch {
    keeps = false
  }
}

/** @param {string} page @returns {number} how many of a page's questions are solved */
const solved = page =>
  Object.entries(kept).filter(([key, entry]) => key.startsWith(`${page}/`) && entry?.right === true).length

/** @param {HTMLFormElement} form @returns {string} what the reader has chosen or typed */
function answerOf(form) {
  const field = form.querySelector("input[type=text], input:checked")
  return field instanceof HTMLInputElement ? field.value : ""
}

/** @param {HTMLFormElement} form @param {Verdict} found */
function show(form, { state, words, element }) {
  const box = /** @type {HTMLElement} */ (form.querySelector(".exercise-feedback"))
  const opening = { right: "Right.", wrong: "Not so.", malformed: "" }[state]
  box.replaceChildren()
  if (opening) {
    const strong = document.createElement("strong")
    strong.textContent = opening
    box.append(strong, " ")
  }
  box.append(words)
  if (element) box.append(...[...element.childNodes].map(node => node.cloneNode(true)))
  form.dataset.state = state
  const field = form.querySelector("input[type=text]")
  field?.setAttribute("aria-invalid", String(state === "malformed"))
}

/** @param {HTMLFormElement} form */
function clear(form) {
  form.querySelector(".exercise-feedback")?.replaceChildren()
  form.querySelector("input[type=text]")?.removeAttribute("aria-invalid")
  delete form.dataset.state
}

/** @param {HTMLElement} section  the exercises of a page */
function start(section) {
  const page = section.dataset.page ?? ""
  const forms = [...section.querySelectorAll("form")]
  const line = /** @type {HTMLElement} */ (section.querySelector(".exercises-progress"))
  const reset = /** @type {HTMLButtonElement} */ (line.querySelector("button"))

  const count = () => {
    const words = `${solved(page)} of ${forms.length} solved.`
    const sentence = /** @type {HTMLElement} */ (line.querySelector("span"))
    sentence.textContent = keeps ? words : `${words} This browser does not keep it.`
    reset.disabled = !Object.keys(kept).some(key => key.startsWith(`${page}/`))
  }

  for (const form of forms) {
    const key = `${page}/${form.dataset.key}`
    const button = /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]"))
    button.disabled = button.hidden = false
    const before = kept[key]
    if (typeof before?.given === "string") {
      const field = form.querySelector(`input[type=text], input[value="${CSS.escape(before.given)}"]`)
      if (field instanceof HTMLInputElement) {
        if (field.type === "radio") field.checked = true
        else field.value = before.given
        // judged anew: the numbers may have changed since
        const found = judge(form, before.given)
        kept[key] = { given: before.given, right: found.state === "right" }
        show(form, found)
      }
    }
    form.addEventListener("submit", event => {
      event.preventDefault()
      const given = answerOf(form)
      const found = judge(form, given)
      show(form, found)
      if (found.state !== "malformed") keep({ ...recall(), [key]: { given, right: found.state === "right" } })
      count()
    })
    form.addEventListener("input", () => clear(form))
  }

  reset.addEventListener("click", () => {
    keep(Object.fromEntries(Object.entries(recall()).filter(([key]) => !key.startsWith(`${page}/`))))
    for (const form of forms) {
      form.reset()
      clear(form)
    }
    count()
    forms[0]?.querySelector("input")?.focus() // the button is disabled now and would lose the focus to the page's top
  })
  line.hidden = false
  count()
}

/** @param {HTMLElement} overview  of all pages */
function startOverview(overview) {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-exercises]")])
  const reset = /** @type {HTMLButtonElement} */ (overview.querySelector("button"))
  const count = () => {
    for (const row of rows) row.textContent = `${solved(row.dataset.exercises ?? "")} of ${row.dataset.count} solved`
  }
  reset.hidden = false
  reset.addEventListener("click", () => {
    keep({})
    count()
    const said = keeps ? "All answers are forgotten." : "This browser does not keep answers."
    overview.querySelector(".exercise-feedback")?.replaceChildren(said)
  })
  count()
}

recall()
for (const section of document.querySelectorAll(".exercises")) start(/** @type {HTMLElement} */ (section))
for (const overview of document.querySelectorAll(".exercises-all")) startOverview(/** @type {HTMLElement} */ (overview))
