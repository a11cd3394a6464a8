import { setImmediate } from 'node:timers/promises'
import { createRng, type Rng, type Seed } from '../../base/rng.ts'
import { adam } from '../../math/optimize/adam.ts'
import { lbfgs } from '../../math/optimize/lbfgs.ts'
import type { Objective, Optimizer, StopReason } from '../../math/optimize/optimizer.ts'
import { createJetNetwork } from '../jets/jet-network.ts'
import { initialParameters } from '../jets/net-layout.ts'
import type { NetOptions } from '../jets/net-options.ts'
import { badCoordinates } from './messages.ts'
import { pinnLoss, type PinnLoss } from './pinn-loss.ts'
import type { PinnProblem } from './pinn-problem.ts'
import { relativeL2 } from './relative-l2.ts'
import { createTermBatch, termNames, type TermBatch, type TermCoordinates } from './term-batch.ts'
import { trainPlan, type TrainOptions, type TrainPlan, type TrainProgress } from './train-options.ts'
import { measureTerms, type TermError } from './worst-term.ts'

export interface TrainResult<Term extends string> {
  /** The largest scaled term error on held-out points: the number to tune. NaN after divergence. */
  readonly worstTerm: number
  /** ‖u − exact‖₂ / ‖exact‖₂ on a grid: the truth, which a real problem does not offer. NaN after divergence. */
  readonly relativeL2: number
  /** Each term on the held-out points. */
  readonly terms: Readonly<Record<Term, TermError>>
  /** u at `points`, flat [points, inputs]. @throws InputError `train/bad-points` */
  predict(points: ArrayLike<number>): Float64Array
  readonly parameters: Float64Array
  readonly seed: Seed
  /** Optimiser steps done, both phases together. */
  readonly steps: number
  /**
   * `schedule`: all steps were done. `diverged`: loss or gradient stopped being finite. Otherwise why L-BFGS could not go
   * on, which is the usual end of a long one.
   */
  readonly stopReason: 'schedule' | 'diverged' | Exclude<StopReason, 'not-finite'>
  /** After divergence, the term whose share of the loss was not finite, where one can be named. */
  readonly divergedTerm: Term | null
  /** Time from call to result, pauses included. */
  readonly seconds: number
  /** What `onProgress` was given. */
  readonly history: readonly TrainProgress[]
}

/**
 * Trains a network to satisfy `problem`, with Adam and then L-BFGS, in f64 on one core.
 *
 * The same options with the same `seed` give the same result bit for bit, whatever else the program does. The event loop
 * gets a turn about every 20 ms. Divergence is a result, not an error (`stopReason: 'diverged'`, `worstTerm: NaN`): an
 * objective can return its `worstTerm` and the study records a failed trial.
 *
 * @throws InputError `train/bad-option`, `train/bad-weight`, `train/unknown-term`, `train/missing-term`
 * @throws the reason of `signal`, and whatever `onProgress` throws
 */
export async function train<Term extends string>(
  problem: PinnProblem<Term>,
  options: TrainOptions<NoInfer<Term>>,
): Promise<TrainResult<Term>> {
  const plan = trainPlan<Term>(problem, options)
  plan.signal?.throwIfAborted()
  const started = plan.clock.now()
  const run = prepare(problem, plan)
  const end = await runSchedule(run, plan)
  const predict = predictor(problem, plan.net, end.parameters)
  const diverged = end.stopReason === 'diverged'
  const { worstTerm, terms } = measureTerms(run.heldOut, end.parameters)
  return {
    worstTerm: diverged ? Number.NaN : worstTerm,
    relativeL2: diverged ? Number.NaN : relativeL2(problem, predict),
    terms,
    predict,
    parameters: end.parameters,
    seed: plan.seed,
    steps: end.steps,
    stopReason: end.stopReason,
    divergedTerm: diverged ? run.loss.brokenTerm() : null,
    seconds: (plan.clock.now() - started) / 1000,
    history: end.history,
  }
}

/** A training run before its first step. */
interface Run<Term extends string> {
  readonly loss: PinnLoss<Term>
  readonly heldOut: TermBatch<Term>
  readonly start: Float64Array
}

// Enough for two digits of `worstTerm`, and cheap: it is evaluated once a report.
const heldOutPoints = 256

function prepare<Term extends string>(problem: PinnProblem<Term>, plan: TrainPlan<Term>): Run<Term> {
  const rng = createRng(plan.seed)
  const draw = (stream: Rng, count: number): TermCoordinates<Term> => {
    const drawn = termNames(problem).map(
      (name) => [name, problem.terms[name].points(stream.fork(name), count)] as const,
    )
    return Object.fromEntries(drawn) as Record<Term, Float64Array>
  }
  const batch = createTermBatch(problem, plan.net, draw(rng.fork('collocation'), plan.points))
  return {
    loss: pinnLoss(batch, plan.weights),
    heldOut: createTermBatch(problem, plan.net, draw(rng.fork('held-out'), heldOutPoints)),
    start: initialParameters(batch.network.layout, rng.fork('parameters')),
  }
}

interface RunEnd {
  readonly parameters: Float64Array
  readonly steps: number
  readonly stopReason: TrainResult<string>['stopReason']
  readonly history: readonly TrainProgress[]
}

async function runSchedule(run: Run<string>, plan: TrainPlan<string>): Promise<RunEnd> {
  const history: TrainProgress[] = []
  const marks = progressMarks(plan)
  const pause = createPause(plan)
  let parameters = run.start
  let steps = 0
  let reason: StopReason | null = null
  for (const phase of ['adam', 'lbfgs'] as const) {
    const optimizer = createOptimizer(phase, { objective: run.loss.objective, start: parameters, plan })
    for (let i = 0; i < plan.schedule[phase] && reason === null; i++) {
      reason = optimizer.step()
      steps++
      const fraction = reason === null ? marks.passed(steps) : 1
      if (fraction !== null) {
        const { worstTerm } = measureTerms(run.heldOut, optimizer.x)
        history.push({ fraction, step: steps, phase, loss: optimizer.loss, worstTerm })
        await plan.onProgress?.(history[history.length - 1])
      }
      if (pause.isDue()) await pause.take()
    }
    parameters = optimizer.x
  }
  const stopReason = reason === 'not-finite' ? 'diverged' : (reason ?? 'schedule')
  return { parameters, steps, stopReason, history }
}

// Small networks have badly scaled losses: on the oscillator 50 pairs end at half the error of 20, for 1.2 times the time.
const lbfgsMemory = 50

function createOptimizer(
  phase: TrainProgress['phase'],
  from: { readonly objective: Objective; readonly start: Float64Array; readonly plan: TrainPlan<string> },
): Optimizer {
  const { objective, start, plan } = from
  if (phase === 'adam') return adam(objective, start, { learningRate: plan.learningRate })
  return lbfgs(objective, start, { memory: lbfgsMemory })
}

/** Says which report is due. A schedule with fewer steps than reports gives one a step. */
function progressMarks({ schedule, progressPoints }: TrainPlan<string>): { passed(steps: number): number | null } {
  const total = schedule.adam + schedule.lbfgs
  let reported = 0
  return {
    passed(steps) {
      const reached = Math.floor((steps * progressPoints) / total)
      if (reached <= reported) return null
      reported = reached
      return reached / progressPoints
    },
  }
}

// Long enough to cost nothing, short enough for a screen that updates and a stop button that answers.
const pauseInterval = 20

/** Gives the event loop a turn now and then, and notices there that the training was aborted. */
function createPause({ clock, signal }: TrainPlan<string>): { isDue(): boolean; take(): Promise<void> } {
  let last = clock.now()
  return {
    isDue: () => clock.now() - last >= pauseInterval,
    async take() {
      await setImmediate()
      signal?.throwIfAborted()
      last = clock.now()
    },
  }
}

function predictor(problem: PinnProblem, net: NetOptions, parameters: Float64Array): TrainResult<string>['predict'] {
  const inputs = problem.domain.length
  return (points) => {
    const given = points.length / inputs
    if (!(Number.isInteger(given) && given > 0)) throw badCoordinates(points.length, inputs)
    const value = Array.from({ length: inputs }, () => 0)
    const network = createJetNetwork(net, { coordinates: Float64Array.from(points), inputs, partials: [value] })
    network.forward(parameters)
    return network.output[0].slice(0, given)
  }
}
