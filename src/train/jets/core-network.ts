import type { JetSet } from './jet-set.ts'
import type { JetPanel } from './jet-panel.ts'
import type { NetLayout } from './net-layout.ts'

/**
 * A network with all the streams that its derivatives need. Engines make one, symmetry and output transforms wrap one;
 * `JetNetwork` shows the streams that were asked for.
 */
export interface CoreNetwork {
  readonly set: JetSet
  readonly layout: NetLayout
  /** As given; panels may hold padding behind them. */
  readonly points: number
  readonly output: JetPanel
  /** The gradient of the loss in `output`; 0 on padding. */
  readonly adjoint: JetPanel
  forward(parameters: Float64Array): void
  /** Overwrites `gradient`. */
  reverse(parameters: Float64Array, gradient: Float64Array): void
  /** `forward`, then `visit` for points [from, to) at a time, then `reverse`, without keeping more than those. */
  sweep?(parameters: Float64Array, gradient: Float64Array, visit: (from: number, to: number) => void): void
  /** Adds to row p mod `rowCount` of `rows`, [rowCount, parameterCount], what point p adds to the gradient. */
  addRows?(parameters: Float64Array, rows: Float64Array, rowCount: number): void
}
