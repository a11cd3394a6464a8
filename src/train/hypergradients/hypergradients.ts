/**
 * How the result of a training depends on its learning rate and loss weights: derivatives through all steps of the optimiser.
 * Franceschi et al. 2017, "Forward and reverse gradient-based hyperparameter optimization".
 *
 * | symbol | meaning                                                        | shape              |
 * | ------ | -------------------------------------------------------------- | ------------------ |
 * | s_t    | state of the optimiser after t steps: the point, then averages  | [arrays][n]        |
 * | λ      | log learning rate, then log weight of each term                 | [1 + terms]        |
 * | Z      | ∂s_t / ∂λ, carried forward                                      | [1 + terms][arrays][n] |
 * | s̄      | ∂(validation loss) / ∂s_t, carried back                         | [arrays][n]        |
 */
import { checkOptionNames } from '../../base/check-argument.ts'
import type { Objective } from '../../math/optimize/optimizer.ts'
import { adamStep } from './adam-step.ts'
import type { DifferentiableStep, StepMade, StepState } from './differentiable-step.ts'
import { badHyperOption, requirePositive } from './messages.ts'
import { sgdStep } from './sgd-step.ts'
import { weightedGradient, type TermGradients, type WeightedGradient } from './weighted-gradient.ts'

const steps = { sgd: sgdStep, adam: adamStep }

export interface HypergradientOptions {
  /** The terms of the training loss Σ_k w_k L_k. */
  readonly training: TermGradients
  /** The loss after training, at points that were not trained on; without weights. */
  readonly validation: Objective
  /** Parameters before the training, [n]. */
  readonly start: Float64Array
  /** Steps of the optimiser, at least 1. */
  readonly steps: number
  /** > 0. */
  readonly learningRate: number
  /** w_k > 0, one per term. */
  readonly weights: readonly number[]
  /** Default `adam`, with its default options. */
  readonly optimizer?: keyof typeof steps
  /**
   * `forward` carries one tangent per hyperparameter along: memory does not grow with the steps, and it costs 4 gradients per
   * step and hyperparameter. `unrolled` stores every state and goes back: 4 gradients per step however many
   * hyperparameters. Both give the same numbers. Default `forward`.
   */
  readonly mode?: 'forward' | 'unrolled'
}

/** Its own, and the names of the terms, which `tunable` gives with the rest. */
const optionNames = [
  'training',
  'validation',
  'start',
  'steps',
  'learningRate',
  'weights',
  'optimizer',
  'mode',
  'names',
]

export interface Hypergradients {
  /** The validation loss after the training. */
  readonly loss: number
  /** Its derivative in the logarithm of the learning rate. */
  readonly logLearningRate: number
  /** Its derivative in the logarithm of each weight. With Adam their sum is about 0: only ratios matter. */
  readonly logWeights: readonly number[]
  /** Parameters after the training. */
  readonly x: Float64Array
}

/**
 * Trains, and differentiates the validation loss in the hyperparameters of the training. Relative error about 1e-9, as long
 * as the training itself is stable: derivatives through a chaotic training are huge and mean nothing.
 *
 * @throws InputError `base/unknown-option`, `hypergradients/bad-option`
 */
export function hypergradients(options: HypergradientOptions): Hypergradients {
  checkOptionNames('pinn.hypergradients', options, optionNames)
  check(options)
  return (options.mode ?? 'forward') === 'forward' ? carryForward(options) : unroll(options)
}

function carryForward(options: HypergradientOptions): Hypergradients {
  const { training, validation, start, weights, learningRate } = options
  const n = start.length
  const { rule, state, loss } = begin(options)
  const tangents = Array.from({ length: 1 + training.terms }, () => zeros(rule.arrays, n))
  const gradient = new Float64Array(n)
  const changes = tangents.map(() => new Float64Array(n))
  const own = new Float64Array(n)
  for (let iteration = 1; iteration <= options.steps; iteration++) {
    const [x] = state
    loss.at(x, gradient)
    tangents.forEach((tangent, h) => {
      loss.along(x, tangent[0], changes[h])
      if (h === 0) return
      training.gradient(h - 1, x, own)
      for (let i = 0; i < n; i++) changes[h][i] += weights[h - 1] * own[i]
    })
    rule.advance(state, gradient, { iteration, learningRate })
    const made = { next: state, gradient, iteration, learningRate }
    tangents.forEach((tangent, h) => rule.push(tangent, { gradient: changes[h], logRate: h === 0 ? 1 : 0 }, made))
  }
  const [x] = state
  const value = validation(x, gradient)
  const [logLearningRate, ...logWeights] = tangents.map(([change]) => dot(change, gradient))
  return { loss: value, logLearningRate, logWeights, x }
}

function unroll(options: HypergradientOptions): Hypergradients {
  const { training, validation, start, weights, learningRate } = options
  const n = start.length
  const { rule, state, loss } = begin(options)
  const gradient = new Float64Array(n)
  const states = [copyOf(state)]
  for (let iteration = 1; iteration <= options.steps; iteration++) {
    loss.at(state[0], gradient)
    rule.advance(state, gradient, { iteration, learningRate })
    states.push(copyOf(state))
  }
  const adjoint = zeros(rule.arrays, n)
  const value = validation(state[0], adjoint[0])
  const gradientAdjoint = new Float64Array(n)
  const product = new Float64Array(n)
  const own = new Float64Array(n)
  const logWeights = weights.map(() => 0)
  let logLearningRate = 0
  for (let iteration = options.steps; iteration >= 1; iteration--) {
    const [x] = states[iteration - 1]
    loss.at(x, gradient)
    const made: StepMade = { next: states[iteration], gradient, iteration, learningRate }
    logLearningRate += rule.pull(adjoint, gradientAdjoint, made)
    weights.forEach((weight, k) => {
      training.gradient(k, x, own)
      logWeights[k] += weight * dot(own, gradientAdjoint)
    })
    // The Hessian is symmetric, so its product along the adjoint is the adjoint of its product.
    loss.along(x, gradientAdjoint, product)
    for (let i = 0; i < n; i++) adjoint[0][i] += product[i]
  }
  return { loss: value, logLearningRate, logWeights, x: state[0] }
}

interface Beginning {
  readonly rule: DifferentiableStep
  readonly state: StepState
  readonly loss: WeightedGradient
}

function begin({ training, start, weights, optimizer = 'adam' }: HypergradientOptions): Beginning {
  const rule = steps[optimizer]
  const state = zeros(rule.arrays, start.length)
  state[0].set(start)
  return { rule, state, loss: weightedGradient(training, weights, start.length) }
}

function check({
  steps: count,
  learningRate,
  weights,
  training,
  optimizer = 'adam',
  mode = 'forward',
}: HypergradientOptions): void {
  if (!(Number.isSafeInteger(count) && count >= 1)) throw badHyperOption('steps', count, 'a whole number, 1 or above')
  requirePositive('learningRate', learningRate)
  if (weights.length !== training.terms)
    throw badHyperOption('weights', weights, `${training.terms} weights, one per term`)
  for (const weight of weights) requirePositive('weights', weight)
  if (!Object.hasOwn(steps, optimizer)) throw badHyperOption('optimizer', optimizer, Object.keys(steps).join(', '))
  if (mode !== 'forward' && mode !== 'unrolled') throw badHyperOption('mode', mode, 'forward, unrolled')
}

function zeros(arrays: number, n: number): Float64Array[] {
  return Array.from({ length: arrays }, () => new Float64Array(n))
}

function copyOf(state: StepState): StepState {
  return state.map((array) => array.slice())
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
