/** Modules that the page loads when they are first used. */

/**
 * @template Module
 * @param {import("./main.js").Lab} lab
 * @param {Promise<Module>} coming  from `import()`
 * @returns {Promise<Module|null>} null if it did not arrive, which a sentence then says
 */
export async function arrived(lab, coming) {
  try {
    return await coming
  } catch {
    lab.say("A part of the lab’s program did not arrive. Reload the page and try again.")
    return null
  }
}
