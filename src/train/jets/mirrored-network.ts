import type { CoreNetwork } from './core-network.ts'
import type { BatchPoints } from './input-panel.ts'
import { createPanel } from './jet-panel.ts'
import type { PartialOrders } from './jet-set.ts'
import type { Parity } from './net-options.ts'

/** An input in which a function is odd or even. */
export interface Mirror {
  readonly input: number
  readonly parity: Parity
}

/** The inputs of `symmetry` that have a parity. */
export function mirrorsOf(symmetry: readonly (Parity | null)[] = []): Mirror[] {
  return symmetry.flatMap((parity, input) => (parity === null ? [] : [{ input, parity }]))
}

/** The points, then their mirror images: copy number c is mirrored in mirror m where bit m of c is set. */
export function mirroredPoints({ coordinates, inputs }: BatchPoints, mirrors: readonly Mirror[]): BatchPoints {
  const all = new Float64Array(coordinates.length * 2 ** mirrors.length)
  for (let copy = 0; copy < 2 ** mirrors.length; copy++) {
    const own = all.subarray(copy * coordinates.length, (copy + 1) * coordinates.length)
    own.set(coordinates)
    for (const [m, { input }] of mirrors.entries()) {
      if ((copy & (1 << m)) === 0) continue
      for (let i = input; i < own.length; i += inputs) own[i] = -own[i]
    }
  }
  return { coordinates: all, inputs }
}

/**
 * u(x) = (N(x) ± N(−x)) / 2 for each mirror: odd or even to the last bit, for twice the work. `core` is the network on
 * `mirroredPoints`. A derivative in the mirrored input changes the sign of the mirror image once more.
 */
export function mirroredNetwork(core: CoreNetwork, mirrors: readonly Mirror[]): CoreNetwork {
  const { set, layout } = core
  const points = core.points / 2 ** mirrors.length
  const { units } = core.output
  const output = createPanel(set, units, points)
  const adjoint = createPanel(set, units, points)
  const signs = set.orders.map((orders) => mirrors.map((mirror) => signOf(mirror, orders)))
  const spread = (): void => {
    adjoint.streams.forEach((own, s) => spreadAdjoint({ own, core: core.adjoint.streams[s] }, signs[s], points))
  }
  return {
    set,
    layout,
    points,
    output,
    adjoint,
    forward(parameters) {
      core.forward(parameters)
      output.streams.forEach((own, s) => foldOutput({ own, core: core.output.streams[s] }, signs[s], points))
    },
    reverse(parameters, gradient) {
      spread()
      core.reverse(parameters, gradient)
    },
    ...(core.addRows !== undefined && {
      addRows(parameters: Float64Array, rows: Float64Array, rowCount: number) {
        spread()
        core.addRows!(parameters, rows, rowCount)
      },
    }),
  }
}

/** The sign of the mirror image of a derivative. */
export function signOf({ input, parity }: Mirror, orders: PartialOrders): number {
  return (parity === 'odd' ? -1 : 1) * (orders[input] % 2 === 1 ? -1 : 1)
}

/** One stream outside, [units, points], and inside, [units, copies x points and padding]. */
interface StreamPair {
  readonly own: Float64Array
  readonly core: Float64Array
}

function foldOutput({ own, core }: StreamPair, signs: readonly number[], points: number): void {
  const units = own.length / points
  const stride = core.length / units
  const copies = new Float64Array(2 ** signs.length)
  for (let i = 0; i < own.length; i++) {
    const p = i % points
    const row = ((i - p) / points) * stride
    for (let copy = 0; copy < copies.length; copy++) copies[copy] = core[row + copy * points + p]
    // Mirror by mirror, each mean of a pair: mirroring a point swaps pairs, and rounds the same.
    let length = copies.length
    for (const sign of signs) {
      length /= 2
      for (let k = 0; k < length; k++) copies[k] = (copies[2 * k] + sign * copies[2 * k + 1]) / 2
    }
    own[i] = copies[0]
  }
}

function spreadAdjoint({ own, core }: StreamPair, signs: readonly number[], points: number): void {
  const units = own.length / points
  const stride = core.length / units
  const copies = 2 ** signs.length
  for (let copy = 0; copy < copies; copy++) {
    const sign = signs.reduce((product, s, m) => ((copy & (1 << m)) === 0 ? product : product * s), 1)
    for (let i = 0; i < own.length; i++) {
      const p = i % points
      core[((i - p) / points) * stride + copy * points + p] = (sign * own[i]) / copies
    }
  }
}
