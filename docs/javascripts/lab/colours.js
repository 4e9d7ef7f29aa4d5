/**
 * The figures' colour maps. The build takes the tables from tutorial_keras/figures/style.py, so a map in the lab has the
 * colours of the same map in the tutorial.
 */

/** @typedef {{kernel: string, activation: {light: string, dark: string}}} ColourTexts  256 colours each, as hex digits */
/** @typedef {Uint32Array} Table  256 colours as a canvas stores them */
/** @typedef {{kernel: Table, activation: {light: Table, dark: Table}, grey: Table, veil: Table}} Tables  veil: clear at 0, to lay over a picture */

/** @param {ColourTexts} texts @returns {Tables} */
export function readTables(texts) {
  const grey = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, "0").repeat(3)).join("")
  return {
    kernel: readTable(texts.kernel),
    activation: { light: readTable(texts.activation.light), dark: readTable(texts.activation.dark) },
    grey: readTable(grey),
    veil: veil(),
  }
}

/** Blue for negative, amber for positive, the more opaque the further from 0. @returns {Table} */
function veil() {
  const bytes = new Uint8ClampedArray(4 * 256)
  for (let index = 0; index < 256; index++) {
    const value = (index - 127.5) / 127.5
    bytes.set([...(value < 0 ? [74, 140, 240] : [245, 160, 50]), 255 * Math.abs(value) ** 0.6], 4 * index)
  }
  return new Uint32Array(bytes.buffer)
}

/** @param {string} text @returns {Table} */
function readTable(text) {
  const bytes = new Uint8ClampedArray(4 * 256)
  for (let index = 0; index < 256; index++) {
    for (let part = 0; part < 3; part++) {
      bytes[4 * index + part] = parseInt(text.slice(6 * index + 2 * part, 6 * index + 2 * part + 2), 16)
    }
    bytes[4 * index + 3] = 255
  }
  return new Uint32Array(bytes.buffer)
}

/** Where a value falls in a table, as matplotlib has it. @param {number} value @param {number} lowest @param {number} highest */
function place(value, lowest, highest) {
  if (!(highest > lowest)) return 0
  return Math.min(255, Math.max(0, Math.floor((256 * (value - lowest)) / (highest - lowest))))
}

/**
 * Draw one channel of a block of values on a canvas of its size, a canvas pixel each.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} values  row by row, the channels of a place side by side
 * @param {{table: Table, lowest?: number, highest: number, channel?: number, channels?: number}} how
 */
export function paint(canvas, values, { table, lowest = 0, highest, channel = 0, channels = 1 }) {
  const { context, image, colours } = boardOf(canvas)
  const factor = highest > lowest ? 256 / (highest - lowest) : 0
  for (let index = 0; index < colours.length; index++) {
    const level = (values[index * channels + channel] - lowest) * factor
    colours[index] = table[level >= 255 ? 255 : level > 0 ? level | 0 : 0]
  }
  context.putImageData(image, 0, 0)
}

/** @type {WeakMap<HTMLCanvasElement, {context: CanvasRenderingContext2D, image: ImageData, colours: Uint32Array}>} */
const boards = new WeakMap()

/** What `paint` needs of a canvas, made once: maps are painted forty at a time while the reader draws. @param {HTMLCanvasElement} canvas */
function boardOf(canvas) {
  let board = boards.get(canvas)
  if (!board) {
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"))
    const image = context.createImageData(canvas.width, canvas.height)
    board = { context, image, colours: new Uint32Array(image.data.buffer) }
    boards.set(canvas, board)
  }
  return board
}

/**
 * @param {number} value
 * @param {{table: Table, lowest?: number, highest: number}} how
 * @returns {{colour: string, ink: string}} CSS colours: the value's, and black or white, whichever reads better on it
 */
export function shade(value, { table, lowest = 0, highest }) {
  const [red, green, blue, alpha] = new Uint8Array(table.buffer, 4 * place(value, lowest, highest), 4)
  const [r, g, b] = [red, green, blue].map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b // WCAG 2.2
  const ink = (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? "#000" : "#fff"
  return { colour: `rgb(${red} ${green} ${blue} / ${alpha / 255})`, ink }
}

/**
 * A scale as a CSS background, for a colour bar; black where the table lets the picture through.
 *
 * @param {import("./numbers.js").Scale} scale
 * @param {number} [from]  where the bar begins
 */
export function gradient(scale, from = scale.lowest ?? 0) {
  const stops = Array.from({ length: 17 }, (_, stop) => shade(from + (stop / 16) * (scale.highest - from), scale).colour)
  return `linear-gradient(90deg, ${stops.join(", ")}) #000`
}

/** The scheme that the page has now. @returns {"light"|"dark"} */
export function currentScheme() {
  return document.body.getAttribute("data-md-color-scheme") === "slate" ? "dark" : "light"
}

/** @param {() => void} listener  called when the reader switches the scheme, or the system does */
export function onScheme(listener) {
  new MutationObserver(listener).observe(document.body, { attributeFilter: ["data-md-color-scheme"] })
}
