import type { SpaceNode } from '../hpo/space/node.ts'
import { bool } from '../hpo/space/kinds/bool.ts'
import { choice } from '../hpo/space/kinds/choice.ts'
import { fixed } from '../hpo/space/kinds/fixed.ts'
import { float } from '../hpo/space/kinds/float.ts'
import { int } from '../hpo/space/kinds/int.ts'
import { lossWeights } from '../hpo/space/kinds/loss-weights.ts'
import { oneOf } from '../hpo/space/kinds/one-of.ts'
import { permutation } from '../hpo/space/kinds/permutation.ts'
import { simplex } from '../hpo/space/kinds/simplex.ts'
import { subset } from '../hpo/space/kinds/subset.ts'
import { space, type Space } from '../hpo/space/space.ts'

/** The spaces that the contract suites search: one of each kind of difficulty. */
export interface ContractSpaces {
  /** Parameters of every plain kind, all there in each trial. */
  readonly mixed: Space<unknown>
  /** The same names with other ranges: all wider, and a choice more. */
  readonly widened: Space<unknown>
  /** Branches, branches in branches, and a branch on a choice. */
  readonly branches: Space<unknown>
  /** A sixth of it is forbidden, a branch depends on what is not. */
  readonly required: Space<unknown>
  /** Values that are made of several parameters. */
  readonly composed: Space<unknown>
  /** Parameters with one value only, beside one with more. */
  readonly single: Space<unknown>
  /** Parameters with one value only. */
  readonly constant: Space<unknown>
  /** So many parameters of several kinds. */
  wide(count: number): Space<unknown>
}

/** @param finite whether every parameter must have few values, as samplers that visit all of them need it */
export function contractSpaces(finite: boolean): ContractSpaces {
  const real = (low: number, high: number) => (finite ? float(low, high).step((high - low) / 4) : float(low, high))
  const rate = (low: number, high: number) =>
    finite ? float(low, high).step((high - low) / 2) : float(low, high).log()
  const whole = (low: number, high: number) => (finite ? int(low, low + 3) : int(low, high).log())
  const weights = finite ? {} : { weights: lossWeights(['pde', 'bc', 'ic']), mix: simplex(['a', 'b', 'c']) }
  return {
    mixed: space({
      lr: rate(1e-4, 1),
      x: real(-1, 1),
      drop: float(0, 0.4).step(0.1),
      width: whole(8, 256),
      act: choice('tanh', 'sin'),
      norm: bool(),
    }),
    widened: space({
      lr: rate(1e-5, 10),
      x: real(-4, 8),
      drop: float(0, 0.8).step(0.1),
      width: whole(4, 1024),
      act: choice('tanh', 'sin', 'gelu'),
      norm: bool(),
    }),
    branches: space({
      x: real(0, 1),
      opt: oneOf('name', {
        adam: {
          beta: real(0.8, 0.99),
          decay: oneOf('kind', { cosine: { restarts: int(1, 4) }, none: {} }),
        },
        sgd: { momentum: real(0, 0.9) },
      }),
      act: choice('tanh', 'rff'),
    }).branch('act', { rff: { sigma: real(0.5, 4) } }),
    required: space({ width: int(1, 6), depth: int(1, 6), act: choice('tanh', 'rff') })
      .branch('act', { rff: { sigma: real(0, 1) } })
      .require('width + depth ≤ 9', ({ width, depth }) => width + depth <= 9)
      .require('wide networks are tanh', ({ width, act }) => width < 6 || act === 'tanh'),
    composed: space({ ...weights, order: permutation(['x', 'y', 't']), inputs: subset(['p', 'q', 'r'], { min: 1 }) }),
    single: space({ y: real(0, 1), only: choice('one'), grid: float(2, 2.5).step(1), note: fixed({ deep: [1] }) }),
    constant: space({ only: choice('one'), note: fixed('it') }),
    wide: (count) => {
      const kinds = [() => real(-1, 1), () => int(0, 9), () => choice('a', 'b', 'c')]
      const fields: (readonly [string, SpaceNode])[] = Array.from({ length: count }, (_, i) => [
        `p${i}`,
        kinds[i % kinds.length](),
      ])
      return space(Object.fromEntries(fields))
    },
  }
}
