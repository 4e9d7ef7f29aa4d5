/**
 * One state object, one `update`, subscribers, and the address that holds it.
 *
 * The address is a public contract: pages link to views of the lab, and readers keep them. After `#`, joined by `&`, in
 * any order; what is left out keeps its default:
 *
 *   image=17                 a test image of the lab's collection, by its index in the test set
 *   pixels=…                 a picture of one's own: 784 bytes, runs of zeros shortened, base64url (see `packPixels`)
 *   network=trained          or `untrained` (the same as step=0), or `shuffled`: trained on shuffled labels
 *   step=4690                the checkpoint of the trained network, by its training step
 *   layer=conv2              with channel and pixel: the number that is followed. conv1, conv2 or pool;
 *   channel=5                layer=predictions follows the score of the class instead
 *   pixel=12,14              row, column
 *   class=9                  the class whose score and heat maps are shown; without it, the likeliest
 *   mute=conv1:2.3,conv2:7   channels that are set to 0
 *   kernel=3:0,1,0,…;5:…     kernels of conv1 that were edited: channel, nine weights row by row
 *   scale=shared             one scale for all maps of a layer, or `each`
 *   show=number              the open pane: number, channels or heat
 *   at=photo                 the part to scroll to: photo or edits; gone with the first thing that the reader does
 */

/** @typedef {"conv1"|"conv2"|"pool"} MapLayer */
/** @typedef {{layer: MapLayer, channel: number, row: number, column: number}} MapPixel */
/** @typedef {MapPixel | {layer: "predictions"}} Focus */
/** @typedef {{conv1: ReadonlySet<number>, conv2: ReadonlySet<number>}} Muted */
/**
 * @typedef {object} State  Values are never changed in place: `update` takes new ones.
 * @property {number|null} image  index in the test set of the image that the picture is, or was made from
 * @property {Uint8Array} pixels  what the network sees: 784 grey values, row by row
 * @property {"trained"|"shuffled"} network
 * @property {number} step  the checkpoint of the trained network; 0 is before training
 * @property {Focus|null} focus  the number that is followed
 * @property {MapPixel|null} hover  the pixel under the pointer, followed for the moment; not in the address
 * @property {number|null} chosen  the chosen class; null: the likeliest
 * @property {Muted} muted
 * @property {Readonly<Record<number, readonly number[]>>} kernels  edited kernels of conv1 by channel
 * @property {"shared"|"each"} scale
 * @property {Pane} show
 * @property {"photo"|"edits"|null} at  the part that an address points out
 * @property {boolean} folded  whether the panes are folded away, which only small screens do; not in the address
 * @property {number} editing  the channel of conv1 in the kernel editor; not in the address
 */
/** @typedef {"number"|"channels"|"heat"} Pane */

export const SIDE = 28
export const LAYERS = /** @type {const} */ ({
  conv1: { channels: 8, side: SIDE },
  conv2: { channels: 16, side: SIDE },
  pool: { channels: 16, side: SIDE / 2 },
})
const PANES = ["number", "channels", "heat"]

/** @type {Muted} */
export const NOTHING_MUTED = { conv1: new Set(), conv2: new Set() }

/** @returns {State} a blank picture and the trained network at step `step` */
export function initialState(step = 0) {
  return {
    image: null,
    pixels: new Uint8Array(SIDE * SIDE),
    network: "trained",
    step,
    focus: null,
    hover: null,
    chosen: null,
    muted: NOTHING_MUTED,
    kernels: {},
    scale: "shared",
    show: "number",
    at: null,
    folded: true,
    editing: 0,
  }
}

/** `muted` with one channel switched over. @param {Muted} muted @param {"conv1"|"conv2"} layer @param {number} channel @returns {Muted} */
export function toggled(muted, layer, channel) {
  const channels = new Set(muted[layer])
  if (!channels.delete(channel)) channels.add(channel)
  return { ...muted, [layer]: channels }
}

/**
 * A store. Listeners run once for all updates of a task, after it, and get the keys that changed.
 *
 * @template {object} T
 * @param {T} state
 * @param {(changed: Set<string>) => void} derive  called first; may add keys for what it worked out from the state
 */
export function createStore(state, derive = () => {}) {
  /** @type {{keys: readonly string[], listener: (changed: ReadonlySet<string>) => void}[]} */
  const subscribers = []
  /** @type {Set<string>} */
  let changed = new Set()
  let waiting = false

  function flush() {
    const keys = changed
    changed = new Set()
    waiting = false
    derive(keys)
    for (const { keys: wanted, listener } of subscribers) if (wanted.some((key) => keys.has(key))) listener(keys)
  }

  /** @param {string[]} keys */
  function touch(...keys) {
    if (!keys.length) return
    keys.forEach((key) => changed.add(key))
    if (!waiting) queueMicrotask(flush)
    waiting = true
  }

  return {
    state: /** @type {Readonly<T>} */ (state),
    /** @param {Partial<T>} change */
    update(change) {
      const keys = Object.keys(change).filter((key) => /** @type {any} */ (state)[key] !== /** @type {any} */ (change)[key])
      Object.assign(state, change)
      touch(...keys)
    },
    /** Tell subscribers of something that changed outside the state. */
    touch,
    /**
     * @param {readonly string[]} keys
     * @param {(changed: ReadonlySet<string>) => void} listener  called at once, then whenever one of `keys` changed
     */
    subscribe(keys, listener) {
      subscribers.push({ keys, listener })
      listener(new Set(keys))
    },
  }
}

// ---- the address

/**
 * @param {Readonly<State>} state
 * @param {number} lastStep  the end of training, which needs no mention
 * @param {boolean} isTestImage  whether the pixels are those of the test image `state.image`, unchanged
 */
export function encodeState(state, lastStep, isTestImage) {
  /** @type {string[]} */
  const parts = []
  if (state.image !== null) parts.push(`image=${state.image}`)
  if (!isTestImage) parts.push(`pixels=${packPixels(state.pixels)}`)
  if (state.network !== "trained") parts.push(`network=${state.network}`)
  else if (state.step === 0) parts.push("network=untrained")
  else if (state.step !== lastStep) parts.push(`step=${state.step}`)
  const { focus } = state
  if (focus) parts.push(`layer=${focus.layer}`)
  if (focus && focus.layer !== "predictions") parts.push(`channel=${focus.channel}`, `pixel=${focus.row},${focus.column}`)
  if (state.chosen !== null) parts.push(`class=${state.chosen}`)
  const muted = /** @type {const} */ (["conv1", "conv2"])
    .filter((layer) => state.muted[layer].size)
    .map((layer) => `${layer}:${[...state.muted[layer]].sort((a, b) => a - b).join(".")}`)
  if (muted.length) parts.push(`mute=${muted.join(",")}`)
  const kernels = Object.entries(state.kernels).map(
    ([channel, values]) => `${channel}:${values.map((value) => +value.toFixed(4)).join(",")}`,
  )
  if (kernels.length) parts.push(`kernel=${kernels.join(";")}`)
  if (state.scale !== "shared") parts.push(`scale=${state.scale}`)
  if (state.show !== "number") parts.push(`show=${state.show}`)
  if (state.at) parts.push(`at=${state.at}`)
  return parts.join("&")
}

/** @typedef {{images: ReadonlySet<number>, steps: readonly number[], classes: number}} Known  what the lab's data holds */

/**
 * @param {string} hash  with or without `#`
 * @param {Known} known
 * @returns {{change: Partial<State>, ignored: string[]}} parts that cannot be understood are left out and named
 */
export function decodeState(hash, known) {
  /** @type {Map<string, string>} */
  const parts = new Map()
  /** @type {Set<string>} */
  const ignored = new Set()
  for (const part of hash.replace(/^#/, "").split("&").filter(Boolean)) {
    const [name, ...rest] = part.split("=")
    const value = unescaped(rest.join("="))
    if (Object.hasOwn(READERS, name) && value !== null && !parts.has(name)) parts.set(name, value)
    else ignored.add(short(part))
  }
  /** @type {Partial<State>} */
  const change = {}
  for (const [name, value] of parts) {
    const found = READERS[name](value, known, parts)
    if (found) Object.assign(change, found)
    else ignored.add(short(`${name}=${value}`))
  }
  return { change, ignored: [...ignored] }
}

/** @type {Record<string, (value: string, known: Known, parts: Map<string, string>) => Partial<State>|null>} */
const READERS = {
  image(value, { images }) {
    const image = whole(value)
    return image !== null && images.has(image) ? { image } : null
  },
  pixels(value) {
    const pixels = unpackPixels(value)
    return pixels && { pixels }
  },
  network(value, { steps }, parts) {
    if (value === "shuffled") return { network: "shuffled" }
    if (value === "untrained") return { network: "trained", step: steps[0] }
    if (value !== "trained") return null
    return parts.has("step") ? { network: "trained" } : { network: "trained", step: steps[steps.length - 1] }
  },
  step(value, { steps }, parts) {
    const step = whole(value)
    if (parts.get("network") === "untrained") return step === 0 ? {} : null
    return step !== null && steps.includes(step) ? { step } : null
  },
  layer(value, _, parts) {
    if (value === "predictions") return { focus: { layer: value } }
    if (!Object.hasOwn(LAYERS, value)) return null
    const layer = /** @type {MapLayer} */ (value)
    const channel = whole(parts.get("channel") ?? "0", LAYERS[layer].channels)
    const [row, column] = (parts.get("pixel") ?? middle(layer)).split(",").map((text) => whole(text, LAYERS[layer].side))
    if (channel === null || row == null || column == null) return null
    return { focus: { layer, channel, row, column } }
  },
  // read together with `layer`
  channel: (value, _, parts) => (whole(value, 16) !== null && parts.has("layer") ? {} : null),
  pixel: (value, _, parts) => (/^\d+,\d+$/.test(value) && parts.has("layer") ? {} : null),
  class(value, { classes }) {
    const chosen = whole(value, classes)
    return chosen === null ? null : { chosen }
  },
  mute(value) {
    const muted = { conv1: new Set(), conv2: new Set() }
    for (const part of value.split(",")) {
      const [layer, list = ""] = part.split(":")
      if (layer !== "conv1" && layer !== "conv2") return null
      for (const text of list.split(".")) {
        const channel = whole(text, LAYERS[layer].channels)
        if (channel === null) return null
        muted[layer].add(channel)
      }
    }
    return { muted }
  },
  kernel(value) {
    /** @type {Record<number, number[]>} */
    const kernels = {}
    for (const part of value.split(";")) {
      const [text, list = ""] = part.split(":")
      const channel = whole(text, LAYERS.conv1.channels)
      const values = list.split(",").map((number) => (number.trim() === "" ? NaN : Number(number)))
      if (channel === null || values.length !== 9 || !values.every((number) => Math.abs(number) <= 100)) return null
      kernels[channel] = values
    }
    return { kernels, editing: Number(Object.keys(kernels)[0]) }
  },
  scale: (value) => (value === "shared" || value === "each" ? { scale: value } : null),
  show: (value) => (PANES.includes(value) ? { show: /** @type {Pane} */ (value) } : null),
  at: (value) => (value === "photo" || value === "edits" ? { at: value } : null),
}

/** @param {string} text @param {number} end */
function whole(text, end = Infinity) {
  return /^\d{1,9}$/.test(text) && Number(text) < end ? Number(text) : null
}

/** @param {MapLayer} layer */
function middle(layer) {
  return `${LAYERS[layer].side / 2},${LAYERS[layer].side / 2}`
}

/** @param {string} text */
function unescaped(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** @param {string} part */
function short(part) {
  return part.length > 40 ? `${part.slice(0, 40)}…` : part
}

/**
 * 784 bytes as text. A byte above 0 stands for itself, a 0 is followed by the number of zeros, 1-255; then base64url.
 *
 * @param {Uint8Array} pixels
 */
export function packPixels(pixels) {
  let bytes = ""
  for (let place = 0; place < pixels.length; ) {
    let run = 0
    while (run < 255 && pixels[place + run] === 0) run++
    bytes += run ? `\0${String.fromCharCode(run)}` : String.fromCharCode(pixels[place])
    place += run || 1
  }
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

/** @param {string} text @returns {Uint8Array|null} null if it is not 784 pixels */
export function unpackPixels(text) {
  let bytes
  try {
    bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"))
  } catch {
    return null
  }
  const pixels = new Uint8Array(SIDE * SIDE)
  let place = 0
  for (let index = 0; index < bytes.length; index++) {
    const value = bytes.charCodeAt(index)
    if (value === 0) place += bytes.charCodeAt(++index) || Infinity
    else if (place < pixels.length) pixels[place++] = value
    else return null
  }
  return place === pixels.length ? pixels : null
}
