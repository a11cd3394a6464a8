import { bool } from '../../../src/hpo/space/kinds/bool.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import type { Infer, SpaceNode } from '../../../src/hpo/space/node.ts'
import { type Space, space } from '../../../src/hpo/space/space.ts'
import type { TellResult } from '../../../src/hpo/study/trials/objective-result.ts'
import * as functions from './functions.ts'

/** A function to minimise, with the number of evaluations it gets. `problems.py` holds the same functions. */
export interface Problem {
  readonly name: string
  readonly space: Space<unknown>
  readonly trials: number
  /** Fewer evaluations for samplers that need few and whose model is expensive. */
  readonly gpTrials?: number
  readonly objectives?: 2
  readonly evaluate: (params: never) => Result
}

/** One value, several, or one with constraints that hold when ≤ 0. */
export type Result = Extract<TellResult, number | readonly number[] | { readonly values?: unknown }>

function problem<S extends SpaceNode>(
  given: Omit<Problem, 'space' | 'evaluate'> & { readonly space: S; readonly evaluate: (params: Infer<S>) => Result },
): Problem {
  return given as unknown as Problem
}

const box = (dimensions: number, low: number, high: number) =>
  space(Object.fromEntries(Array.from({ length: dimensions }, (_, i) => [`x${i}`, float(low, high)])))

const onBox = (f: (x: readonly number[]) => Result) => (params: Readonly<Record<string, number>>) =>
  f(Object.keys(params).map((_, i) => params[`x${i}`]))

const network = space({
  lr: float(1e-5, 0.1).log(),
  width: int(8, 256).log(),
  depth: int(1, 8),
  drop: float(0, 0.5).step(0.05),
  act: choice('tanh', 'relu', 'sin', 'gelu'),
  norm: bool(),
})

const models = space({
  scale: float(0.5, 2),
  model: oneOf('name', {
    poly: { degree: int(1, 9), ridge: float(1e-6, 1).log() },
    rbf: { gamma: float(1e-3, 1e3).log(), c: float(1e-3, 1e3).log() },
    mlp: { width: int(4, 256).log(), lr: float(1e-5, 0.1).log() },
  }),
})

/** The eight problems on which Optuna's samplers were measured. */
export const problems: readonly Problem[] = [
  problem({ name: 'branin', trials: 50, space: space({ x0: float(-5, 10), x1: float(0, 15) }), evaluate: onBox(functions.branin) }), // prettier-ignore
  problem({ name: 'hartmann6', trials: 100, gpTrials: 60, space: box(6, 0, 1), evaluate: onBox(functions.hartmann6) }),
  problem({ name: 'rosenbrock5', trials: 200, space: box(5, -5, 10), evaluate: onBox(functions.rosenbrock) }),
  problem({ name: 'ackley10', trials: 200, space: box(10, -32.768, 32.768), evaluate: onBox(functions.ackley) }),
  problem({ name: 'mixed', trials: 100, gpTrials: 60, space: network, evaluate: functions.network }),
  problem({ name: 'conditional', trials: 100, space: models, evaluate: functions.models }),
  problem({ name: 'gramacy', trials: 50, space: box(2, 0, 1), evaluate: onBox(functions.gramacy) }),
  problem({ name: 'zdt1', trials: 200, gpTrials: 50, objectives: 2, space: box(6, 0, 1), evaluate: onBox(functions.zdt1) }), // prettier-ignore
]

/**
 * Others, so that nothing is tuned to the eight: shifted optima, many local ones, flat parameters, narrow valleys across the
 * axes, trials that fail, 20 dimensions.
 */
export const otherProblems: readonly Problem[] = [
  problem({ name: 'shifted-ackley10', trials: 200, space: box(10, -32.768, 32.768), evaluate: onBox(functions.shiftedAckley) }), // prettier-ignore
  problem({ name: 'levy4', trials: 100, space: box(4, -10, 10), evaluate: onBox(functions.levy) }),
  problem({ name: 'griewank6', trials: 150, space: box(6, -60, 40), evaluate: onBox(functions.griewank) }),
  problem({ name: 'styblinski5', trials: 100, space: box(5, -5, 5), evaluate: onBox(functions.styblinskiTang) }),
  problem({ name: 'ellipsoid20', trials: 300, space: box(20, -3, 7), evaluate: onBox(functions.ellipsoid) }),
  problem({ name: 'michalewicz5', trials: 150, space: box(5, 0, Math.PI), evaluate: onBox(functions.michalewicz) }),
  problem({ name: 'schwefel4', trials: 150, space: box(4, -500, 500), evaluate: onBox(functions.schwefel) }),
  problem({
    name: 'stepped-branin',
    trials: 60,
    space: space({ x0: float(-5, 10).step(0.25), x1: int(0, 15), mode: choice('a', 'b', 'c') }),
    evaluate: functions.steppedBranin,
  }),
  problem({ name: 'rotated8', trials: 120, space: box(8, -5, 5), evaluate: onBox(functions.rotatedBowl) }),
  problem({
    name: 'diverging',
    trials: 60,
    space: space({
      lr: float(1e-5, 1).log(),
      decay: float(1e-7, 0.1).log(),
      momentum: float(0, 0.999),
      batch: int(8, 512).log(),
    }),
    evaluate: functions.diverging,
  }),
  problem({ name: 'crashing5', trials: 100, space: box(5, -2, 2), evaluate: onBox(functions.crashing) }),
  problem({ name: 'few-matter12', trials: 100, space: box(12, 0, 1), evaluate: onBox(functions.fewMatter) }),
  problem({
    name: 'categories',
    trials: 100,
    space: space(Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`c${i}`, choice('a', 'b', 'c', 'd', 'e')]))),
    evaluate: functions.categories,
  }),
]
