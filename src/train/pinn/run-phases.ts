import { setImmediate } from 'node:timers/promises'
import { adam } from '../../math/optimize/adam.ts'
import { lbfgs } from '../../math/optimize/lbfgs.ts'
import { levenbergMarquardt, type LeastSquares } from '../../math/optimize/levenberg-marquardt.ts'
import type { FirstOrderOptimizer, Objective, Optimizer, StopReason } from '../../math/optimize/optimizer.ts'
import type { TraceEntry } from '../balancing/balancer.ts'
import { betterOf, type BestSoFar } from './best-so-far.ts'
import type { TrainCheckpoint } from './checkpoint.ts'
import { balanceLoss, type LossBalancing } from './loss-balancing.ts'
import type { PinnLoss } from './pinn-loss.ts'
import type { TrainingRun } from './training-run.ts'
import { type TrainPlan } from './train-options.ts'
import { phases, type Phase, type TrainProgress } from './train-progress.ts'
import { measureTerms } from './worst-term.ts'

export interface RunEnd<Term extends string = string> {
  readonly parameters: Float64Array
  readonly steps: number
  readonly stopReason: 'schedule' | 'diverged' | 'early' | Exclude<StopReason, 'not-finite'>
  readonly divergedTerm: Term | null
  readonly balance: readonly TraceEntry[]
  readonly history: readonly TrainProgress[]
}

/** Lets each optimiser make its steps, one after the other; reports, saves and pauses on the way. */
export async function runPhases<Term extends string>(
  run: TrainingRun<Term>,
  plan: TrainPlan<Term>,
): Promise<RunEnd<Term>> {
  const loss = changingLoss(run, plan)
  const progress = createProgress(run, plan, loss.balancing)
  const around = { plan, progress, loss, pause: createPause(plan) }
  let reached: Reached = { parameters: run.start, steps: plan.resumeFrom?.steps ?? 0, reason: null }
  const left = remainingPhases(plan)
  for (const phase of left) {
    reached = await runPhase(phase, reached, { ...around, isLast: phase === left.at(-1) })
    if (reached.reason === 'diverged' || reached.reason === 'early') break
  }
  return {
    parameters: progress.best() ?? reached.parameters,
    steps: reached.steps,
    stopReason: reached.reason ?? 'schedule',
    divergedTerm: reached.reason === 'diverged' ? loss.current().brokenTerm() : null,
    balance: loss.balancing?.trace ?? [],
    history: progress.history,
  }
}

/** Where a phase has ended. */
interface Reached {
  readonly parameters: Float64Array
  /** Of all phases. */
  readonly steps: number
  /** Null if all steps of the phase were made. */
  readonly reason: RunEnd['stopReason'] | null
}

interface Around<Term extends string> {
  readonly plan: TrainPlan<Term>
  readonly progress: Progress
  readonly loss: ChangingLoss<Term>
  readonly pause: Pause
  /** An optimiser that cannot go on leaves the rest to the next one; the last has none. */
  readonly isLast: boolean
}

async function runPhase(phase: Phase, from: Reached, around: Around<string>): Promise<Reached> {
  const { plan, progress, loss, pause, isLast } = around
  const resumed = plan.resumeFrom?.phase === phase ? plan.resumeFrom : undefined
  const optimizer = createOptimizer(phase, loss, from.parameters)
  if (resumed === undefined) loss.moveTo(from.steps)
  else resume(resumed, optimizer, loss)
  let { steps } = from
  let reason: Reached['reason'] = null
  for (let i = resumed?.phaseSteps ?? 0; i < plan.schedule[phase] && reason === null; i++) {
    if (loss.moveTo(steps)) optimizer.objectiveChanged()
    if (isPaced(optimizer)) {
      loss.balancing?.look(steps, optimizer.x)
      optimizer.learningRate = plan.learningRate.at(i, plan.schedule[phase])
    }
    reason = endOf(optimizer.step())
    steps++
    const isEnd = reason === 'diverged' || (reason !== null && isLast)
    if (await progress.after({ phase, phaseSteps: i + 1, steps, optimizer, isEnd })) reason = 'early'
    if (pause.isDue()) await pause.take()
  }
  return { parameters: optimizer.x, steps, reason }
}

/** Sets loss and optimiser to what they were when the checkpoint was saved. */
function resume(from: TrainCheckpoint, optimizer: Optimizer, loss: ChangingLoss<string>): void {
  // What was saved belongs to the points of the last step; the loop that follows sees where they change.
  loss.moveTo(from.steps - 1)
  optimizer.restore(from.optimizer)
  if (from.balancing !== null) loss.balancing?.restore(from.balancing)
}

/** Whether it is the optimiser of first order, whose rate is scheduled and which bears weights that change. */
function isPaced(optimizer: Optimizer): optimizer is FirstOrderOptimizer {
  return 'learningRate' in optimizer
}

/** Those with steps to make, from that of the checkpoint on. */
function remainingPhases({ schedule, resumeFrom }: TrainPlan<string>): readonly Phase[] {
  const first = resumeFrom === undefined ? 0 : phases.indexOf(resumeFrom.phase)
  return phases.slice(first).filter((phase) => schedule[phase] > 0)
}

function endOf(reason: StopReason | null): RunEnd['stopReason'] | null {
  return reason === 'not-finite' ? 'diverged' : reason
}

/** The loss of a run, on other points after every `resampleEvery` steps. */
interface ChangingLoss<Term extends string> {
  readonly objective: Objective
  readonly leastSquares: LeastSquares
  current(): PinnLoss<Term>
  /** Null where the weights are fixed. */
  readonly balancing: LossBalancing<Term> | null
  /** Says that so many steps were made, and whether the points are others than before. */
  moveTo(steps: number): boolean
}

function changingLoss<Term extends string>(run: TrainingRun<Term>, plan: TrainPlan<Term>): ChangingLoss<Term> {
  let redraw = -1
  let loss = run.lossAt(0)
  const { count } = loss.leastSquares
  const { balancing: rule, weights, seed } = plan
  const balancing = rule === null ? null : balanceLoss(loss, { rule, weights, seed, time: run.time })
  return {
    objective: (x, gradient) => loss.objective(x, gradient),
    leastSquares: {
      count,
      evaluate: (x, residuals) => loss.leastSquares.evaluate(x, residuals),
      linearize: (x, residuals, jacobian) => loss.leastSquares.linearize(x, residuals, jacobian),
    },
    current: () => loss,
    balancing,
    moveTo(steps) {
      const wanted = plan.resampleEvery === 0 ? 0 : Math.floor(steps / plan.resampleEvery)
      if (wanted === redraw) return false
      if (wanted > 0) {
        loss = run.lossAt(wanted)
        balancing?.moveTo(loss)
      }
      redraw = wanted
      return true
    },
  }
}

// Small networks have badly scaled losses: on the oscillator 50 pairs end at half the error of 20, for 1.2 times the time.
const lbfgsMemory = 50

function createOptimizer(phase: Phase, loss: ChangingLoss<string>, start: Float64Array): Optimizer {
  // The rate is set before every step.
  if (phase === 'adam') return adam(loss.objective, start, { learningRate: 1 })
  if (phase === 'lbfgs') return lbfgs(loss.objective, start, { memory: lbfgsMemory })
  return levenbergMarquardt(loss.leastSquares, start)
}

interface Moment {
  readonly phase: Phase
  readonly phaseSteps: number
  readonly steps: number
  readonly optimizer: Optimizer
  /** Whether the run ends here, whatever the schedule says. */
  readonly isEnd: boolean
}

interface Progress {
  readonly history: readonly TrainProgress[]
  /** Reports and saves where that is due. Says whether training should end early. */
  after(moment: Moment): Promise<boolean>
  /** The best parameters that were reported, if early stopping keeps them. */
  best(): Float64Array | null
}

function createProgress<Term extends string>(
  run: TrainingRun<Term>,
  plan: TrainPlan<Term>,
  balancing: LossBalancing<Term> | null,
): Progress {
  const { resumeFrom, earlyStopping, seed } = plan
  const history: TrainProgress[] = [...(resumeFrom?.history ?? [])]
  const marks = progressMarks(plan, resumeFrom?.steps ?? 0)
  let best: BestSoFar | null = resumeFrom?.best ?? null

  return {
    history,
    best: () => best?.parameters ?? null,
    async after({ phase, phaseSteps, steps, optimizer, isEnd }) {
      const fraction = isEnd ? 1 : marks.passed(steps)
      if (fraction === null) return false
      const parameters = optimizer.x
      const { worstTerm } = measureTerms(run.heldOut, parameters)
      const weights = balancing === null ? {} : { weights: balancing.weights() }
      history.push({ fraction, step: steps, phase, loss: optimizer.loss, worstTerm, ...weights })
      if (earlyStopping !== null) best = betterOf(best, { worstTerm, parameters }, earlyStopping)
      await plan.onProgress?.(history[history.length - 1])
      await plan.onCheckpoint?.({
        problem: run.problem,
        seed,
        phase,
        steps,
        phaseSteps,
        optimizer: optimizer.state(),
        balancing: balancing?.state() ?? null,
        best,
        history: [...history],
      })
      return earlyStopping !== null && best !== null && best.age >= earlyStopping.patience
    },
  }
}

/** Says which report is due. A schedule with fewer steps than reports gives one a step. */
function progressMarks(
  { schedule, progressPoints }: TrainPlan<string>,
  done: number,
): { passed(steps: number): number | null } {
  const total = phases.reduce((sum, phase) => sum + schedule[phase], 0)
  const reachedAfter = (steps: number): number => Math.floor((steps * progressPoints) / total)
  let reported = reachedAfter(done)
  return {
    passed(steps) {
      const reached = reachedAfter(steps)
      if (reached <= reported) return null
      reported = reached
      return reached / progressPoints
    },
  }
}

interface Pause {
  isDue(): boolean
  take(): Promise<void>
}

// Long enough to cost nothing, short enough for a screen that updates and a stop button that answers.
const pauseInterval = 20

/** Gives the event loop a turn now and then, and notices there that the training was aborted. */
function createPause({ clock, signal }: TrainPlan<string>): Pause {
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
