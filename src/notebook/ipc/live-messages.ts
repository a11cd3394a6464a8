/** Something that can stand behind a value's dot, or a name of the notebook. */
export interface LiveName {
  readonly name: string
  /** A kind that JupyterLab has an icon for. */
  readonly kind: string
}

/** What the executor knows of a value that a cell has made, found out without running any code of the notebook. */
export interface LiveValue {
  /** Its names, those of its own before what it inherits. */
  readonly members: readonly LiveName[]
  /** What it is, on one line: `class Net`, `function twice(by)`, `Map(3)`. */
  readonly about: string
}
