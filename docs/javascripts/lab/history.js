/** Undo and redo: the pictures that a reader has been through. */

const MOST = 100

/** @typedef {{pixels: Uint8Array, image: number|null}} Picture  never changed in place */

export class History {
  /** @param {Picture} first */
  constructor(first) {
    this.pictures = [first]
    this.now = 0
  }

  get current() {
    return this.pictures[this.now]
  }

  get canUndo() {
    return this.now > 0
  }

  get canRedo() {
    return this.now < this.pictures.length - 1
  }

  /** Put a picture after the current one; what was undone is forgotten. Equal pixels are no step. @param {Picture} picture */
  push(picture) {
    if (this.current.pixels.every((value, place) => value === picture.pixels[place])) return
    this.pictures = [...this.pictures.slice(0, this.now + 1), picture].slice(-MOST)
    this.now = this.pictures.length - 1
  }

  /** @returns {Picture} the one before, or the first */
  undo() {
    this.now = Math.max(0, this.now - 1)
    return this.current
  }

  /** @returns {Picture} the one after, or the last */
  redo() {
    this.now = Math.min(this.pictures.length - 1, this.now + 1)
    return this.current
  }
}
