import { printedAs } from '../../base/printed.ts'
import { createRng, type Seed } from '../../base/rng.ts'
import type { TraceEntry } from '../balancing/balancer.ts'
import { createEngine } from './engines/registry.ts'
import { resumedEngine } from './engines/resumed-engine.ts'
import { createCollocation } from './collocation.ts'
import { checkCheckpoint } from './run/checkpoint.ts'
import { solutionErrors } from './measures/solution-error.ts'
import type { PinnProblem } from './pinn-problem.ts'
import { predictor, type Predict } from './predictor.ts'
import { heldOutPoints, startOf } from './run/run-start.ts'
import type { PhaseEnd } from './run/phase-end.ts'
import { runPhases, type RunEnd } from './run/run-phases.ts'
import { termBatchOn, type TermPoints } from './term-batch.ts'
import { resultText } from './result-text.ts'
import type { TrainingRun } from './run/training-run.ts'
import { trainPlan, type TrainOptions, type TrainPlan } from './train-options.ts'
import { type TrainProgress } from './run/train-progress.ts'
import { measureTerms, type TermError } from './measures/worst-term.ts'

export interface TrainResult<Term extends string> {
  /** The largest scaled term error on held-out points: the number to tune. NaN after divergence. */
  readonly worstTerm: number
  /**
   * ‖u − exact‖₂ / ‖exact‖₂ on a grid: the truth, which a real problem does not offer. NaN after divergence, and for
   * problems without a known solution.
   */
  readonly relativeL2: number
  /** The largest |u − exact| on the same grid; NaN likewise. */
  readonly maxError: number
  /** Each term on the held-out points. */
  readonly terms: Readonly<Record<Term, TermError>>
  /** What was found for the coefficients of the equation. */
  readonly coefficients: Readonly<Record<string, number>>
  /** u at `points`, flat [points, inputs]; of the component `output`, default 0. @throws InputError `train/bad-points` */
  readonly predict: Predict
  /** Of the network, then the coefficients. */
  readonly parameters: Float64Array
  /** What was trained on last: the points of each term, [points, width] row-major, coordinates first. */
  readonly points: TermPoints<Term>
  readonly seed: Seed
  /** Optimiser steps done, all phases together. */
  readonly steps: number
  /**
   * `schedule`: all steps were done. `diverged`: loss or gradient stopped being finite. `early`: `earlyStopping` ended it.
   * Otherwise why the last optimiser could not go on, which is the usual end of a long one.
   */
  readonly stopReason: PhaseEnd['stopReason']
  /** How each phase has ended. */
  readonly phases: readonly PhaseEnd[]
  /** After divergence, the term whose share of the loss was not finite, where one can be named. */
  readonly divergedTerm: Term | null
  /** Time from call to result, pauses included. */
  readonly seconds: number
  /** Every change of the loss weights, where they are balanced while training; since the checkpoint, if there was one. */
  readonly balance: readonly TraceEntry[]
  /** What `onProgress` was given. */
  readonly history: readonly TrainProgress[]
}

/**
 * Trains a network to satisfy `problem`, with one optimiser after the other as the schedule says, on one core. Without
 * options the problem's own recipe is used: `pinn.train(pinn.burgers())`. `phases` in the result says what has computed
 * each phase, in which precision and why.
 *
 * The same options with the same `seed` give the same result bit for bit, whatever else the program does. The event loop
 * gets a turn about every 20 ms. Divergence is a result, not an error (`stopReason: 'diverged'`, `worstTerm: NaN`): an
 * objective can return its `worstTerm` and the study records a failed trial.
 *
 * @throws InputError `train/bad-option`, `train/bad-weight`, `train/unknown-term`, `train/missing-term`,
 *   `train/unknown-optimizer`, `train/bad-checkpoint`, `train/no-engine`, and what optimisers and schedules say of their options
 * @throws the reason of `signal`, and whatever `onProgress` and `onCheckpoint` throw
 * @throws EnvironmentError `tensor/missing-peer`, `tensor/broken-peer` for the engine `onnx` without onnxruntime-node,
 *   `tensor/no-backend`, `tensor/backend-refused` for the engine `tfjs` without a backend that works
 */
export async function train<Term extends string>(
  problem: PinnProblem<Term>,
  options: TrainOptions<NoInfer<Term>> = {},
): Promise<TrainResult<Term>> {
  const plan = trainPlan<Term>(problem, options)
  plan.signal?.throwIfAborted()
  const started = plan.clock.now()
  const run = await prepare(problem, plan)
  const end = await finished(run, plan)
  const predict = predictor(problem, plan.net, end.parameters)
  const diverged = end.stopReason === 'diverged'
  const { worstTerm, terms } = measureTerms(run.heldOut, end.parameters)
  const trained = end.parameters.subarray(end.parameters.length - problem.coefficients.length)
  const result: TrainResult<Term> = {
    worstTerm: diverged ? Number.NaN : worstTerm,
    ...(diverged ? { relativeL2: Number.NaN, maxError: Number.NaN } : solutionErrors(problem, predict)),
    terms,
    coefficients: Object.fromEntries(problem.coefficients.map(({ name }, k) => [name, trained[k]])),
    predict,
    parameters: end.parameters,
    points: end.points,
    seed: plan.seed,
    steps: end.steps,
    stopReason: end.stopReason,
    phases: end.phases,
    divergedTerm: end.divergedTerm,
    seconds: (plan.clock.now() - started) / 1000,
    balance: end.balance,
    history: end.history,
  }
  return printedAs(result, () => resultText(problem.name, result))
}

async function finished<Term extends string>(run: TrainingRun<Term>, plan: TrainPlan<Term>): Promise<RunEnd<Term>> {
  try {
    return await runPhases(run, plan)
  } finally {
    await run.engine.close()
  }
}

async function prepare<Term extends string>(
  problem: PinnProblem<Term>,
  plan: TrainPlan<Term>,
): Promise<TrainingRun<Term>> {
  const { resumeFrom, seed, net } = plan
  if (resumeFrom !== undefined) checkCheckpoint(resumeFrom, { problem, seed, phases: plan.phases })
  const request = { ...plan, problem }
  const engine =
    resumeFrom === undefined
      ? await createEngine(plan.engine, request)
      : await resumedEngine(resumeFrom.engine, plan.engine, request)
  const rng = createRng(seed)
  const measured = createCollocation(problem, { rule: null, net, count: heldOutPoints, rng: rng.fork('held-out') })
  const heldOut = termBatchOn(engine.options)(problem, net, measured.first())
  const start = startOf(problem, heldOut, rng.fork('parameters'))
  return {
    problem: problem.name,
    time: problem.domain.findIndex(({ name }) => name === 't'),
    heldOut,
    start,
    collocation: createCollocation(problem, {
      rule: plan.sampling,
      net,
      count: plan.points,
      rng: rng.fork('collocation'),
    }),
    engine,
  }
}
