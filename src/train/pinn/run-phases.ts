import type { FirstOrderOptimizer, Optimizer, StopReason } from '../../math/optimize/optimizer.ts'
import type { TraceEntry } from '../balancing/balancer.ts'
import { changingLoss, type ChangingLoss } from './changing-loss.ts'
import type { TrainCheckpoint } from './checkpoint.ts'
import { createPause, type Pause } from './pause.ts'
import { phaseOptimizer } from './phase-optimizer.ts'
import { createProgressLog, type ProgressLog } from './progress-log.ts'
import type { TermPoints } from './term-batch.ts'
import type { TrainPlan } from './train-options.ts'
import { phases, type Phase, type TrainProgress } from './train-progress.ts'
import type { TrainingRun } from './training-run.ts'

export interface RunEnd<Term extends string = string> {
  readonly parameters: Float64Array
  readonly steps: number
  readonly stopReason: 'schedule' | 'diverged' | 'early' | Exclude<StopReason, 'not-finite'>
  readonly divergedTerm: Term | null
  readonly points: TermPoints<Term>
  readonly balance: readonly TraceEntry[]
  readonly history: readonly TrainProgress[]
}

/** Lets each optimiser make its steps, one after the other; reports, saves and pauses on the way. */
export async function runPhases<Term extends string>(
  run: TrainingRun<Term>,
  plan: TrainPlan<Term>,
): Promise<RunEnd<Term>> {
  const loss = changingLoss(run, plan)
  const progress = createProgressLog(run, plan, loss)
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
    points: loss.points(),
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
  readonly progress: ProgressLog
  readonly loss: ChangingLoss<Term>
  readonly pause: Pause
  /** An optimiser that cannot go on leaves the rest to the next one; the last has none. */
  readonly isLast: boolean
}

async function runPhase(phase: Phase, from: Reached, around: Around<string>): Promise<Reached> {
  const { plan, progress, loss, pause, isLast } = around
  const resumed = plan.resumeFrom?.phase === phase ? plan.resumeFrom : undefined
  const optimizer =
    resumed === undefined ? phaseOptimizer(phase, loss, from.parameters) : resumedOptimizer(resumed, loss)
  let { steps } = from
  let reason: Reached['reason'] = null
  for (let i = resumed?.phaseSteps ?? 0; i < plan.schedule[phase] && reason === null; i++) {
    if (loss.moveTo(steps, optimizer.x)) optimizer.objectiveChanged()
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

/** Sets loss and optimiser to what they were at the last step before the checkpoint; what follows sees where points change. */
function resumedOptimizer(from: TrainCheckpoint, loss: ChangingLoss<string>): Optimizer {
  loss.restore(from.points)
  if (from.balancing !== null) loss.balancing?.restore(from.balancing)
  const optimizer = phaseOptimizer(from.phase, loss, from.optimizer.arrays['x'])
  optimizer.restore(from.optimizer)
  return optimizer
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
