import type { CoreNetwork } from './core-network.ts'
import { jetSet, type PartialOrders } from './jet-set.ts'
import { badShape } from './messages.ts'
import { mirroredNetwork, mirroredPoints, mirrorsOf } from './mirrored-network.ts'
import type { NetLayout } from './net-layout.ts'
import { checkNet, requireSmooth, type NetOptions } from './net-options.ts'
import { createPlainNetwork } from './plain/plain-network.ts'
import { transformedNetwork } from './transformed-network.ts'

/** Fixed points, and what is asked for there. */
export interface JetBatch {
  /** [points, inputs] row-major. */
  readonly coordinates: Float64Array
  readonly inputs: number
  /** Partial derivatives of the network, mixed ones too, up to total order 4. */
  readonly partials: readonly PartialOrders[]
}

/**
 * A network evaluated together with its derivatives in the inputs, and the gradient of anything computed from them.
 *
 * Forward mode carries the derivatives as Taylor streams through the layers; one reverse pass over all streams gives the
 * gradient in the parameters.
 */
export interface JetNetwork {
  readonly layout: NetLayout
  /** The number of points as given. */
  readonly points: number
  /** Length of a row: points, then padding. */
  readonly stride: number
  /** What `forward` computes: entry k holds partial k of every output, [outputs, stride] row-major. */
  readonly output: readonly Float64Array[]
  /** What `reverse` reads: the gradient of the loss in each entry of `output`. It must stay 0 on padding. */
  readonly adjoint: readonly Float64Array[]
  /** Fills `output` for `parameters`. */
  forward(parameters: Float64Array): void
  /** Overwrites `gradient` with that of the loss whose gradient in `output` is `adjoint`; follows a `forward`. */
  reverse(parameters: Float64Array, gradient: Float64Array): void
  /**
   * Overwrites `rows`, [points, parameters] row-major, with the derivatives of one number per point, given its derivatives
   * `seeds` in the entries of `output`, in the same shape. Overwrites `adjoint` with the seeds; follows a `forward`.
   *
   * @throws InputError `train/bad-shape`
   */
  jacobian?(parameters: Float64Array, seeds: readonly Float64Array[], rows: Float64Array): void
}

/**
 * The network `net` on the points of `batch`.
 *
 * @throws InputError `train/bad-option`, `train/bad-partials`, `train/rough-activation`, `train/bad-shape`
 */
export function createJetNetwork(net: NetOptions, batch: JetBatch): JetNetwork {
  const { coordinates, inputs, partials } = batch
  checkNet(net, inputs)
  checkCoordinates(coordinates, inputs)
  const set = jetSet(partials, inputs)
  requireSmooth(net, set.top)
  const mirrors = mirrorsOf(net.symmetry)
  const base = createPlainNetwork(net, mirroredPoints(batch, mirrors), set)
  const folded = mirrors.length === 0 ? base : mirroredNetwork(base, mirrors)
  const core = net.transform === undefined ? folded : transformedNetwork(folded, batch, net.transform)
  return shownNetwork(core, partials)
}

function shownNetwork(core: CoreNetwork, partials: readonly PartialOrders[]): JetNetwork {
  const { set, layout, points } = core
  const numbers = partials.map((orders) => set.streamOf(orders))
  const output = numbers.map((stream) => core.output.streams[stream])
  const adjoint = numbers.map((stream) => core.adjoint.streams[stream])
  const addRows = core.addRows?.bind(core)
  return {
    layout,
    points,
    stride: core.output.points,
    output,
    adjoint,
    forward(parameters) {
      checkLength('parameters', parameters, layout.parameterCount)
      core.forward(parameters)
    },
    reverse(parameters, gradient) {
      checkLength('gradient', gradient, layout.parameterCount)
      core.reverse(parameters, gradient)
    },
    ...(addRows !== undefined && {
      jacobian(parameters: Float64Array, seeds: readonly Float64Array[], rows: Float64Array) {
        checkLength('rows', rows, points * layout.parameterCount)
        adjoint.forEach((target, k) => {
          checkLength(`seeds[${k}]`, seeds[k] ?? [], target.length)
          target.set(seeds[k])
        })
        rows.fill(0)
        addRows(parameters, rows, points)
      },
    }),
  }
}

function checkCoordinates(coordinates: Float64Array, inputs: number): void {
  const points = coordinates.length / inputs
  if (Number.isInteger(points) && points > 0) return
  throw badShape('coordinates', coordinates.length, `${inputs} numbers for each of one or more points`)
}

function checkLength(name: string, array: ArrayLike<number>, length: number): void {
  if (array.length !== length) throw badShape(name, array.length, `${length} numbers`)
}
