import type { CoreNetwork } from './core-network.ts'
import { jetSet, type JetSet, type PartialOrders } from './jet-set.ts'
import { badEngineOption, badShape, noEngine } from './messages.ts'
import { mirroredNetwork, mirroredPoints, mirrorsOf } from './mirrored-network.ts'
import type { NetLayout } from './net-layout.ts'
import { checkNet, requireSmooth, type NetOptions } from './net-options.ts'
import { createPlainNetwork } from './plain/plain-network.ts'
import { transformedNetwork } from './transformed-network.ts'
import type { Precision } from './wasm/kernels.ts'
import { createWasmNetwork } from './wasm/wasm-network.ts'

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
  /** What computes it: `wasm` unless that was switched off or does not know the activation. */
  readonly engine: Engine
  /** Of the numbers inside; `output` and gradients are f64 arrays in any case. Always f64 in the plain engine. */
  readonly precision: Precision
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
   * `forward`, `visit`, `reverse` in one, in pieces that stay in the processor's cache: faster for large batches. `visit` is
   * called for points [from, to) when `output` is there for them, and fills `adjoint` for them; all points come once, in
   * order. Overwrites `gradient`. Afterwards a `reverse` needs a `forward` first.
   */
  sweep(parameters: Float64Array, gradient: Float64Array, visit: (from: number, to: number) => void): void
  /**
   * Overwrites `rows`, [points, parameters] row-major, with the derivatives of one number per point, given its derivatives
   * `seeds` in the entries of `output`, in the same shape. Overwrites `adjoint` with the seeds; follows a `forward`. In f64 and plain
   * TypeScript whatever the engine.
   *
   * @throws InputError `train/bad-shape`
   */
  jacobian(parameters: Float64Array, seeds: readonly Float64Array[], rows: Float64Array): void
}

export type Engine = 'wasm' | 'plain'

export interface EngineOptions {
  /** `auto` (default): WebAssembly where it can run the network, else plain TypeScript. */
  readonly engine?: Engine | 'auto'
  /** Default `f64`. `f32` is about twice as fast, and only in WebAssembly. */
  readonly precision?: Precision
}

/**
 * The network `net` on the points of `batch`.
 *
 * @throws InputError `train/bad-option`, `train/bad-partials`, `train/rough-activation`, `train/bad-shape`, and
 *   `train/no-engine` if `wasm` is asked for by name where it cannot run the network
 */
export function createJetNetwork(net: NetOptions, batch: JetBatch, options: EngineOptions = {}): JetNetwork {
  const { coordinates, inputs, partials } = batch
  checkNet(net, inputs)
  checkCoordinates(coordinates, inputs)
  const { engine = 'auto', precision = 'f64' } = options
  checkEngine(engine, precision)
  const set = jetSet(partials, inputs)
  requireSmooth(net, set.top)
  const around = { net, batch, set }
  const fast = engine === 'plain' ? null : coreNetwork(around, precision)
  if (fast === null && engine === 'wasm') throw noEngine(net.activation)
  const core = fast ?? coreNetwork(around, null)!
  const rows = rowWriter(around, core)
  const runs =
    fast === null ? ({ engine: 'plain', precision: 'f64' } as const) : ({ engine: 'wasm', precision } as const)
  return { ...shownNetwork(core, partials, rows), ...runs }
}

interface CoreParts {
  readonly net: NetOptions
  readonly batch: JetBatch
  readonly set: JetSet
}

/** In WebAssembly, or in plain TypeScript for a precision of null; null where that is impossible. */
function coreNetwork({ net, batch, set }: CoreParts, precision: Precision | null): CoreNetwork | null {
  const mirrors = mirrorsOf(net.symmetry)
  const points = mirroredPoints(batch, mirrors)
  const base =
    precision === null ? createPlainNetwork(net, points, set) : createWasmNetwork(net, points, { set, precision })
  if (base === null) return null
  const folded = mirrors.length === 0 ? base : mirroredNetwork(base, mirrors)
  return net.transform === undefined ? folded : transformedNetwork(folded, batch, net.transform)
}

/** Jacobian rows by the plain engine: that of the network itself, or one made when first asked. */
function rowWriter(around: CoreParts, core: CoreNetwork): (parameters: Float64Array, rows: Float64Array) => void {
  let plain = core.addRows === undefined ? null : core
  return (parameters, rows) => {
    plain ??= coreNetwork(around, null)!
    plain.forward(parameters)
    core.adjoint.streams.forEach((stream, s) => copyRows(core, stream, plain!.adjoint.streams[s]))
    plain.addRows!(parameters, rows, core.points)
  }
}

/** Panels of the two engines have other padding. */
function copyRows({ output, points }: CoreNetwork, from: Float64Array, to: Float64Array): void {
  if (from === to) return
  for (let unit = 0; unit < output.units; unit++) {
    const row = unit * output.points
    to.set(from.subarray(row, row + points), (unit * to.length) / output.units)
  }
}

function shownNetwork(
  core: CoreNetwork,
  partials: readonly PartialOrders[],
  addRows: (parameters: Float64Array, rows: Float64Array) => void,
): Omit<JetNetwork, 'engine' | 'precision'> {
  const { set, layout, points } = core
  const numbers = partials.map((orders) => set.streamOf(orders))
  const output = numbers.map((stream) => core.output.streams[stream])
  const adjoint = numbers.map((stream) => core.adjoint.streams[stream])
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
    sweep(parameters, gradient, visit) {
      checkLength('parameters', parameters, layout.parameterCount)
      checkLength('gradient', gradient, layout.parameterCount)
      if (core.sweep !== undefined) return core.sweep(parameters, gradient, visit)
      core.forward(parameters)
      visit(0, points)
      core.reverse(parameters, gradient)
    },
    jacobian(parameters, seeds, rows) {
      checkLength('rows', rows, points * layout.parameterCount)
      adjoint.forEach((target, k) => {
        checkLength(`seeds[${k}]`, seeds[k] ?? [], target.length)
        target.set(seeds[k])
      })
      rows.fill(0)
      addRows(parameters, rows)
    },
  }
}

function checkEngine(engine: string, precision: string): void {
  if (!['auto', 'wasm', 'plain'].includes(engine)) throw badEngineOption('engine', engine, 'auto, wasm, plain')
  if (!['f64', 'f32'].includes(precision)) throw badEngineOption('precision', precision, 'f64, f32')
}

function checkCoordinates(coordinates: Float64Array, inputs: number): void {
  const points = coordinates.length / inputs
  if (Number.isInteger(points) && points > 0) return
  throw badShape('coordinates', coordinates.length, `${inputs} numbers for each of one or more points`)
}

function checkLength(name: string, array: ArrayLike<number>, length: number): void {
  if (array.length !== length) throw badShape(name, array.length, `${length} numbers`)
}
