import { checkOptionNames } from '../../base/check-argument.ts'
import { systemClock, type Clock } from '../../base/clock.ts'
import { randomSeed, type Seed } from '../../base/rng.ts'
import { checkNet, type NetOptions } from '../jets/net-options.ts'
import type { BalancingRule } from '../balancing/balancing-rule.ts'
import type { PointRule } from '../sampling/point-rule.ts'
import { resample } from '../sampling/resample.ts'
import type { Precision } from '../jets/wasm/kernels.ts'
import { engineNames, type EngineName } from './engines/engine-use.ts'
import type { TrainCheckpoint } from './run/checkpoint.ts'
import {
  allWeightsZero,
  badOption,
  badWeight,
  bothMoves,
  missingTerm,
  noProblem,
  requireCount,
  requireNotNegative,
  unknownChoice,
  unknownTerm,
} from './messages.ts'
import type { PinnProblem } from './pinn-problem.ts'
import { phasePlans, type PhasePlan } from './run/phase-plan.ts'
import type { LearningRate, Schedule } from './run/phase-spec.ts'
import { termNames } from './term-batch.ts'
import type { EarlyStopping, TrainProgress } from './run/train-progress.ts'

/** Where the caller says nothing, the problem's recipe decides, and then the default that is named here. */
export interface TrainOptions<Term extends string> {
  /** The weight of each term's mean square in the loss, 0 or above. Only their ratios matter. Default 1 each. */
  readonly weights?: Readonly<Record<Term, number>>
  /** Default: 3 hidden layers of 24 tanh units. */
  readonly net?: Partial<NetOptions>
  /** Of phases of first order that have none of their own. Default 2e-3. */
  readonly learningRate?: LearningRate
  /**
   * How the weights change while optimisers of first order (Adam, AdamW, SGD, RMSProp, SOAP) train: `balancing.lra()`. They
   * start from `weights`; L-BFGS and Levenberg-Marquardt, which build on what they have seen of the loss, leave them as they
   * find them. Default: they do not change.
   */
  readonly balancing?: BalancingRule | undefined
  /** The optimisers and their steps, one phase after the other. Default 600 steps of Adam and 300 of L-BFGS. */
  readonly schedule?: Schedule
  /** Collocation points in the domain, at least 1. Default 64. */
  readonly points?: number
  /**
   * How the collocation points change on the way: `sampling.rad({ every: 200 })` moves those of the equations to where their
   * residuals are large. Held-out points stay. Default: that of the recipe, if `resampleEvery` is not given either.
   */
  readonly sampling?: PointRule | undefined
  /** Short for `sampling.resample({ every })`: fresh points, so that the network cannot learn them; 0 never. */
  readonly resampleEvery?: number
  /** Settles initial parameters, collocation points and held-out points. Default: a random one, given in the result. */
  readonly seed?: Seed
  /**
   * What computes the loss. `auto` (default): WebAssembly, or plain TypeScript where that is off or the activation is your
   * own; it does not depend on what else is installed. `onnx`: ONNX Runtime (optional peer onnxruntime-node), faster for
   * wide networks, for phases of first order; L-BFGS and Levenberg-Marquardt then run as with `auto`. `tfjs`: likewise
   * TensorFlow.js (optional peer) on the backend that `openTensors` of `ansatz/tensor` takes, which may be a GPU; in f32.
   */
  readonly engine?: EngineName | 'auto'
  /**
   * Of the loss in phases of first order; parameters, optimisers and the other phases are always f64. Default f32, which
   * takes half the time of f64; with the engine `plain` f64, which is all it has.
   */
  readonly precision?: Precision
  /** Stops the training within about 20 ms: `train` rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Called, and awaited, at `progressPoints`. What it throws ends the training and reaches the caller unchanged. */
  readonly onProgress?: ((progress: TrainProgress) => void | Promise<void>) | undefined
  /** How many times to report, evenly spread over the schedule. Default 10. */
  readonly progressPoints?: number
  /** Ends a training that no longer gets better, and gives the best parameters that were reported, bit by bit. */
  readonly earlyStopping?: EarlyStopping | undefined
  /** Called, and awaited, after each report, with all that `resumeFrom` needs. */
  readonly onCheckpoint?: ((checkpoint: TrainCheckpoint) => void | Promise<void>) | undefined
  /**
   * Goes on from a checkpoint of the same problem and options, bit for bit as if it had never stopped: with the engine and
   * the precision of the checkpoint, unless others are asked for. With others, or where that engine cannot run, the last
   * digits differ, and `engine.reason` of the phases in the result says so.
   */
  readonly resumeFrom?: TrainCheckpoint | undefined
  /** For `seconds` and for the pauses. Default: the system's. */
  readonly clock?: Clock
}

/** Options with every default filled in. */
export interface TrainPlan<Term extends string> {
  readonly weights: Readonly<Record<Term, number>>
  readonly net: NetOptions
  readonly balancing: BalancingRule | null
  readonly phases: readonly PhasePlan[]
  readonly points: number
  readonly sampling: PointRule | null
  readonly engine: EngineName | 'auto'
  readonly precision: Precision | null
  readonly seed: Seed
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: TrainProgress) => void | Promise<void>) | undefined
  readonly progressPoints: number
  readonly earlyStopping: Required<EarlyStopping> | null
  readonly onCheckpoint: ((checkpoint: TrainCheckpoint) => void | Promise<void>) | undefined
  readonly resumeFrom: TrainCheckpoint | undefined
  readonly clock: Clock
}

const optionNames = [
  'weights',
  'net',
  'learningRate',
  'balancing',
  'schedule',
  'points',
  'sampling',
  'resampleEvery',
  'seed',
  'engine',
  'precision',
  'signal',
  'onProgress',
  'progressPoints',
  'earlyStopping',
  'onCheckpoint',
  'resumeFrom',
  'clock',
] as const satisfies readonly (keyof TrainOptions<string>)[]

/** Refuses what is no problem, and options that `call` does not have. @throws InputError `base/bad-argument`, `base/unknown-option` */
export function checkTraining(
  call: string,
  { problem, options }: { readonly problem: PinnProblem; readonly options: unknown },
  known: readonly string[] = optionNames,
): void {
  if (typeof problem !== 'object' || problem === null || problem.recipe === undefined) throw noProblem(call, problem)
  checkOptionNames(call, options, known)
}

/** @throws InputError `train/bad-option`, `train/bad-weight`, `train/unknown-term`, `train/missing-term`, and those of `phasePlans` */
export function trainPlan<Term extends string>(
  problem: PinnProblem<Term>,
  options: TrainOptions<Term>,
): TrainPlan<Term> {
  const { recipe } = problem
  const { learningRate = recipe.learningRate ?? 2e-3, points = recipe.points ?? 64, progressPoints = 10 } = options
  requireCount('points', points, 1)
  requireCount('progressPoints', progressPoints, 1)
  return {
    weights: checkedWeights(problem, options.weights),
    net: netOptions(problem, options.net),
    balancing: checkedBalancing(options.balancing),
    phases: phasePlans(options.schedule ?? recipe.schedule ?? { adam: 600, lbfgs: 300 }, learningRate),
    points,
    sampling: checkedSampling(options, recipe.sampling),
    engine: checkedChoice('engine', options.engine ?? 'auto', ['auto', ...engineNames]),
    precision:
      options.precision === undefined ? null : checkedChoice<Precision>('precision', options.precision, ['f32', 'f64']),
    seed: options.seed ?? options.resumeFrom?.seed ?? randomSeed(),
    signal: options.signal,
    onProgress: options.onProgress,
    progressPoints,
    earlyStopping: checkedStopping(options.earlyStopping),
    onCheckpoint: options.onCheckpoint,
    resumeFrom: options.resumeFrom,
    clock: options.clock ?? systemClock,
  }
}

function checkedChoice<Choice extends string>(name: string, given: Choice, allowed: readonly Choice[]): Choice {
  if (!allowed.includes(given)) throw unknownChoice(name, given, allowed)
  return given
}

function checkedWeights<Term extends string>(
  problem: PinnProblem<Term>,
  given: Readonly<Record<string, number>> | undefined,
): Readonly<Record<Term, number>> {
  const terms = termNames(problem)
  const usual = Object.fromEntries(terms.map((name) => [name, problem.recipe.weights?.[name] ?? 1]))
  const weights: Readonly<Record<string, number>> = given ?? usual
  for (const name of Object.keys(weights)) {
    if (!terms.some((term) => term === name)) throw unknownTerm(problem.name, name, terms)
  }
  for (const name of terms) {
    if (weights[name] === undefined) throw missingTerm(problem.name, name, terms)
    if (!(Number.isFinite(weights[name]) && weights[name] >= 0)) throw badWeight(name, weights[name])
  }
  if (terms.every((name) => weights[name] === 0)) throw allWeightsZero(terms)
  return weights
}

function netOptions({ domain, unknowns, recipe }: PinnProblem, given: Partial<NetOptions> = {}): NetOptions {
  const net = { width: 24, depth: 3, activation: 'tanh' as const, ...recipe.net, ...given, outputs: unknowns.length }
  checkNet(net, domain.length)
  return net
}

function checkedSampling(
  { sampling, resampleEvery }: Pick<TrainOptions<string>, 'sampling' | 'resampleEvery'>,
  usual: PointRule | undefined,
): PointRule | null {
  if (resampleEvery !== undefined) {
    requireCount('resampleEvery', resampleEvery, 0)
    if (sampling !== undefined && resampleEvery > 0) throw bothMoves(resampleEvery)
    if (sampling === undefined) return resampleEvery === 0 ? null : resample({ every: resampleEvery })
  }
  if (sampling === undefined) return usual ?? null
  if (typeof sampling?.next !== 'function' || typeof sampling.candidates !== 'function') {
    throw badOption('sampling', sampling, 'a rule such as sampling.rad()')
  }
  return sampling
}

function checkedBalancing(given: BalancingRule | undefined): BalancingRule | null {
  if (given === undefined) return null
  if (typeof given?.next !== 'function') throw badOption('balancing', given, 'a rule such as balancing.lra()')
  return given
}

function checkedStopping(given: EarlyStopping | undefined): Required<EarlyStopping> | null {
  if (given === undefined) return null
  checkOptionNames('Training option "earlyStopping"', given, ['patience', 'minDelta'])
  const { patience, minDelta = 0 } = given
  requireCount('earlyStopping.patience', patience, 1)
  requireNotNegative('earlyStopping.minDelta', minDelta)
  return { patience, minDelta }
}
