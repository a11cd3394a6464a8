import type { JetSet } from './jet-set.ts'

/** Several functions on a batch of points with their derivatives: one stream, [units, points] row-major, per derivative. */
export interface JetPanel {
  readonly units: number
  /** Points, padding included. */
  readonly points: number
  readonly streams: readonly Float64Array[]
}

/** A panel of zeros with one stream for each of `set`. */
export function createPanel(set: JetSet, units: number, points: number): JetPanel {
  return { units, points, streams: set.orders.map(() => new Float64Array(units * points)) }
}
