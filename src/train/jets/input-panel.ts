import { createRng } from '../../base/rng.ts'
import { totalOrder, type JetSet, type PartialOrders } from './jet-set.ts'
import { createPanel, type JetPanel } from './jet-panel.ts'
import type { FieldPartials, FourierOptions } from './net-options.ts'

/** Where a batch of points lies. */
export interface BatchPoints {
  /** [points, inputs] row-major; the last point is repeated up to the size of the panel. */
  readonly coordinates: Float64Array
  readonly inputs: number
}

/** What the first layer sees: the coordinates, or Fourier features of them, with derivatives. It never changes. */
export function inputPanel(
  batch: BatchPoints,
  set: JetSet,
  shape: { points: number; fourier?: FourierOptions },
): JetPanel {
  const { points, fourier } = shape
  const partialAt = fourier === undefined ? coordinatePartial : featurePartials(fourier, batch.inputs)
  const units = fourier === undefined ? batch.inputs : 2 * fourier.features
  const panel = createPanel(set, units, points)
  const given = batch.coordinates.length / batch.inputs
  for (let p = 0; p < points; p++) {
    const from = Math.min(p, given - 1) * batch.inputs
    const point = batch.coordinates.subarray(from, from + batch.inputs)
    set.orders.forEach((orders, s) => {
      const stream = panel.streams[s]
      for (let unit = 0; unit < units; unit++) stream[unit * points + p] = partialAt(point, orders, unit)
    })
  }
  return panel
}

/** ∂^orders of coordinate number `unit`. */
function coordinatePartial(point: ArrayLike<number>, orders: PartialOrders, unit: number): number {
  const total = totalOrder(orders)
  if (total === 0) return point[unit]
  return total === 1 && orders[unit] === 1 ? 1 : 0
}

/** The Fourier features, 2 `features` of them, with all their derivatives. */
export function featurePartials(fourier: FourierOptions, inputs: number): FieldPartials {
  const waves = fourierMatrix(fourier, inputs)
  return (point, orders, unit) => wavePartial(point, orders, waves[unit])
}

/** cos(b·x − shift), whose every derivative shifts the phase by a quarter. */
interface Wave {
  readonly b: readonly number[]
  readonly shift: number
}

function fourierMatrix({ features, scale, seed = 0 }: FourierOptions, inputs: number): Wave[] {
  const rng = createRng(seed).fork('fourier')
  const rows = Array.from({ length: features }, () =>
    Array.from({ length: inputs }, () => 2 * Math.PI * scale * rng.normal()),
  )
  return [0, Math.PI / 2].flatMap((shift) => rows.map((b) => ({ b, shift })))
}

function wavePartial(point: ArrayLike<number>, orders: PartialOrders, { b, shift }: Wave): number {
  let phase = -shift
  let size = 1
  for (let d = 0; d < b.length; d++) {
    phase += b[d] * point[d]
    size *= b[d] ** orders[d]
  }
  return size * Math.cos(phase + (Math.PI / 2) * totalOrder(orders))
}
