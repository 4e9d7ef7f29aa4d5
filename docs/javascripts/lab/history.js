/** Undo and redo: the pictures a reader has been through. Arithmetic only. */

const MOST = 100; // pictures of 784 bytes each

export class History {
  /** @param {Uint8Array} first */
  constructor(first) {
    this.pictures = [first.slice()];
    this.now = 0;
  }

  /**
   * A picture after the current one; what was undone is forgotten. An equal picture is no step.
   *
   * @param {Uint8Array} picture copied
   */
  push(picture) {
    if (this.current.every((value, i) => value === picture[i])) return;
    this.pictures = [...this.pictures.slice(0, this.now + 1), picture.slice()].slice(-MOST);
    this.now = this.pictures.length - 1;
  }

  get current() {
    return this.pictures[this.now];
  }

  get canUndo() {
    return this.now > 0;
  }

  get canRedo() {
    return this.now < this.pictures.length - 1;
  }

  /** @returns {Uint8Array} a copy of the picture before, or of the first */
  undo() {
    this.now = Math.max(0, this.now - 1);
    return this.current.slice();
  }

  /** @returns {Uint8Array} a copy of the picture after, or of the last */
  redo() {
    this.now = Math.min(this.pictures.length - 1, this.now + 1);
    return this.current.slice();
  }
}
