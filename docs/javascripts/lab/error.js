/** What went wrong, in one plain sentence for the reader. */
export class LabError extends Error {
  name = "LabError"
}
