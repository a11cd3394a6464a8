import { printedAs } from '../../base/printed.ts'
import { createRng } from '../../base/rng.ts'
import { createEngine } from './engines/registry.ts'
import { resumedEngine } from './engines/resumed-engine.ts'
import { createCollocation } from './collocation.ts'
import { checkCheckpoint } from './run/checkpoint.ts'
import { solutionErrors } from './measures/solution-error.ts'
import type { PinnProblem } from './pinn-problem.ts'
import { predictor } from './predictor.ts'
import { heldOutPoints, startOf } from './run/run-start.ts'
import { runPhases, type RunEnd } from './run/run-phases.ts'
import { termBatchOn } from './term-batch.ts'
import { resultText } from './result-text.ts'
import type { TrainResult } from './train-result.ts'
import type { TrainingRun } from './run/training-run.ts'
import { checkTraining, trainPlan, type TrainOptions, type TrainPlan } from './train-options.ts'
import { measureTerms } from './measures/worst-term.ts'

/**
 * Trains a network to satisfy `problem`, with one optimiser after the other as the schedule says, on one core. Without
 * options the problem's own recipe is used: `pinn.train(pinn.burgers())`. `phases` in the result says what has computed
 * each phase, in which precision and why.
 *
 * The same options with the same `seed` give the same result bit for bit, whatever else the program does. The event loop
 * gets a turn about every 20 ms. Divergence is a result, not an error (`stopReason: 'diverged'`, `worstTerm: NaN`): an
 * objective can return its `worstTerm` and the study records a failed trial.
 *
 * @throws InputError `base/bad-argument`, `base/unknown-option`, `train/bad-option`, `train/bad-weight`, `train/unknown-term`, `train/missing-term`,
 *   `train/unknown-optimizer`, `train/bad-checkpoint`, `train/no-engine`, and what optimisers and schedules say of their options
 * @throws the reason of `signal`, and whatever `onProgress` and `onCheckpoint` throw
 * @throws EnvironmentError `tensor/missing-peer`, `tensor/broken-peer` for the engine `onnx` without onnxruntime-node,
 *   `tensor/no-backend`, `tensor/backend-refused` for the engine `tfjs` without a backend that works
 */
export async function train<Term extends string>(
  problem: PinnProblem<Term>,
  options: TrainOptions<NoInfer<Term>> = {},
): Promise<TrainResult<Term>> {
  checkTraining('pinn.train', { problem, options })
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
