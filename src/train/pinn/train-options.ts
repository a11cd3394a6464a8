import { systemClock, type Clock } from '../../base/clock.ts'
import { randomSeed, type Seed } from '../../base/rng.ts'
import {
  allWeightsZero,
  badOption,
  badWeight,
  emptySchedule,
  missingTerm,
  requireCount,
  requirePositive,
  unknownTerm,
} from './messages.ts'
import { checkNet, type NetOptions } from '../jets/net-options.ts'
import type { PinnProblem } from './pinn-problem.ts'
import { termNames } from './term-batch.ts'

/** Steps of each optimiser; or their sum and the share of Adam (default 2/3), which suits a tuned budget. */
export type Schedule =
  { readonly adam: number; readonly lbfgs: number } | { readonly steps: number; readonly adamFraction?: number }

/** The state of a training run at a fraction of its schedule. */
export interface TrainProgress {
  /** The share of the whole schedule that was asked for, in (0, 1]. The last one is always 1. */
  readonly fraction: number
  /** Optimiser steps done. */
  readonly step: number
  readonly phase: 'adam' | 'lbfgs'
  /** The weighted training loss. */
  readonly loss: number
  /** On held-out points; see `measureTerms`. */
  readonly worstTerm: number
}

export interface TrainOptions<Term extends string> {
  /** The weight of each term's mean square in the loss, 0 or above. Only their ratios matter. */
  readonly weights: Readonly<Record<Term, number>>
  /** Default: 3 hidden layers of 24 tanh units. */
  readonly net?: Partial<NetOptions>
  /** Adam's, above 0. Default 2e-3. */
  readonly learningRate?: number
  /** Adam first, then L-BFGS. Default 600 and 300 steps. */
  readonly schedule?: Schedule
  /** Collocation points in the domain, at least 1. Default 64. */
  readonly points?: number
  /** Settles initial parameters, collocation points and held-out points. Default: a random one, given in the result. */
  readonly seed?: Seed
  /** Stops the training within about 20 ms: `train` rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Called, and awaited, at `progressPoints`. What it throws ends the training and reaches the caller unchanged. */
  readonly onProgress?: ((progress: TrainProgress) => void | Promise<void>) | undefined
  /** How many times to report, evenly spread over the schedule. Default 10. */
  readonly progressPoints?: number
  /** For `seconds` and for the pauses. Default: the system's. */
  readonly clock?: Clock
}

/** Options with every default filled in. */
export interface TrainPlan<Term extends string> {
  readonly weights: Readonly<Record<Term, number>>
  readonly net: NetOptions
  readonly learningRate: number
  readonly schedule: { readonly adam: number; readonly lbfgs: number }
  readonly points: number
  readonly seed: Seed
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: TrainProgress) => void | Promise<void>) | undefined
  readonly progressPoints: number
  readonly clock: Clock
}

/** @throws InputError `train/bad-option`, `train/bad-weight`, `train/unknown-term`, `train/missing-term` */
export function trainPlan<Term extends string>(
  problem: PinnProblem<Term>,
  options: TrainOptions<Term>,
): TrainPlan<Term> {
  checkWeights(problem, options.weights)
  const { learningRate = 2e-3, points = 64, progressPoints = 10 } = options
  requirePositive('learningRate', learningRate)
  requireCount('points', points, 1)
  requireCount('progressPoints', progressPoints, 1)
  return {
    weights: options.weights,
    net: checkedNet(options.net, problem.domain.length),
    learningRate,
    schedule: checkedSchedule(options.schedule),
    points,
    seed: options.seed ?? randomSeed(),
    signal: options.signal,
    onProgress: options.onProgress,
    progressPoints,
    clock: options.clock ?? systemClock,
  }
}

function checkWeights(problem: PinnProblem, weights: Readonly<Record<string, number>> = {}): void {
  const terms = termNames(problem)
  for (const name of Object.keys(weights)) if (!terms.includes(name)) throw unknownTerm(problem.name, name, terms)
  for (const name of terms) {
    if (weights[name] === undefined) throw missingTerm(problem.name, name, terms)
    if (!(Number.isFinite(weights[name]) && weights[name] >= 0)) throw badWeight(name, weights[name])
  }
  if (terms.every((name) => weights[name] === 0)) throw allWeightsZero(terms)
}

function checkedNet(given: Partial<NetOptions> = {}, inputs: number): NetOptions {
  const net = { width: 24, depth: 3, activation: 'tanh', ...given } as const
  checkNet(net, inputs)
  return net
}

function checkedSchedule(schedule: Schedule = { adam: 600, lbfgs: 300 }): TrainPlan<string>['schedule'] {
  if (typeof schedule !== 'object' || schedule === null) throw emptySchedule(schedule)
  if ('steps' in schedule) {
    const { steps, adamFraction = 2 / 3 } = schedule
    requireCount('schedule.steps', steps, 1)
    if (!(adamFraction >= 0 && adamFraction <= 1)) {
      throw badOption('schedule.adamFraction', adamFraction, 'a number in [0, 1]')
    }
    const adam = Math.round(steps * adamFraction)
    return { adam, lbfgs: steps - adam }
  }
  requireCount('schedule.adam', schedule.adam, 0)
  requireCount('schedule.lbfgs', schedule.lbfgs, 0)
  if (schedule.adam + schedule.lbfgs === 0) throw emptySchedule(schedule)
  return { adam: schedule.adam, lbfgs: schedule.lbfgs }
}
