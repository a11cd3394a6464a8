import { type Axis, lowerEdge } from './axis.ts'

/**
 * Points to be compared, in the form in which densities are computed.
 *
 * | field    | shape              | meaning                                                                |
 * | -------- | ------------------ | ---------------------------------------------------------------------- |
 * | `codes`  | [candidates, axes] | see `Axis`                                                             |
 * | `lefts`  | [candidates, axes] | discrete axes: coordinate of the lower edge of the candidate's cell    |
 * | `rights` | [candidates, axes] | discrete axes: coordinate of the upper edge                            |
 * | `slots`  | [candidates, axes] | number shared by candidates with the same code (not on continuous axes) |
 */
export class Candidates {
  readonly axes: readonly Axis[]
  readonly count: number
  readonly codes: Float64Array
  readonly lefts: Float64Array
  readonly rights: Float64Array
  readonly slots: Int32Array

  constructor(axes: readonly Axis[], count: number) {
    this.axes = axes
    this.count = count
    this.codes = new Float64Array(count * axes.length)
    this.lefts = new Float64Array(count * axes.length)
    this.rights = new Float64Array(count * axes.length)
    this.slots = new Int32Array(count * axes.length)
  }

  /** Derives the other fields from `codes`. */
  complete(): void {
    const width = this.axes.length
    this.axes.forEach((axis, j) => {
      if (axis.kind === 'continuous') return
      for (let c = 0; c < this.count; c++) {
        const at = c * width + j
        if (axis.kind === 'discrete') {
          this.lefts[at] = lowerEdge(axis, this.codes[at])
          this.rights[at] = lowerEdge(axis, this.codes[at] + 1)
        }
        let first = 0
        while (this.codes[first * width + j] !== this.codes[at]) first++
        this.slots[at] = first
      }
    })
  }
}
