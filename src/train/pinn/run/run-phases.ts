import type { FirstOrderOptimizer, Optimizer, StopReason } from '../../../math/optimize/optimizer.ts'
import type { TraceEntry } from '../../balancing/balancer.ts'
import { changingLoss, type ChangingLoss } from './changing-loss.ts'
import type { TrainCheckpoint } from './checkpoint.ts'
import type { EngineUse } from '../engines/engine-use.ts'
import type { RunEngine } from '../engines/run-engine.ts'
import { createPace, type Pace } from './pace.ts'
import { createPause, type Pause } from './pause.ts'
import type { PhaseEnd } from './phase-end.ts'
import type { PinnLoss } from '../pinn-loss.ts'
import type { PhasePlan } from './phase-plan.ts'
import { createProgressLog, type ProgressLog } from './progress-log.ts'
import type { TermPoints } from '../term-batch.ts'
import type { TrainPlan } from '../train-options.ts'
import type { TrainProgress } from './train-progress.ts'
import type { TrainingRun } from './training-run.ts'

export interface RunEnd<Term extends string = string> {
  readonly parameters: Float64Array
  readonly steps: number
  readonly stopReason: PhaseEnd['stopReason']
  readonly phases: readonly PhaseEnd[]
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
  const { resumeFrom } = plan
  const loss = changingLoss(run, plan)
  const progress = createProgressLog(run, plan, loss)
  const around = { plan, progress, loss, engine: run.engine, pause: createPause(plan) }
  const ends = [...(resumeFrom?.phases ?? [])]
  let reached: Reached = { parameters: run.start, steps: resumeFrom?.steps ?? 0 }
  for (let number = resumeFrom?.phase ?? 0; number < plan.phases.length; number++) {
    const { end, ...place } = await runPhase(number, reached, { ...around, ends })
    reached = place
    ends.push(end)
    if (end.stopReason === 'diverged' || end.stopReason === 'early') break
  }
  const { stopReason } = ends[ends.length - 1]
  return {
    parameters: progress.best() ?? reached.parameters,
    steps: reached.steps,
    stopReason,
    phases: ends,
    divergedTerm: stopReason === 'diverged' ? brokenTerm(loss.current(), reached.parameters) : null,
    points: loss.points(),
    balance: loss.balancing?.trace ?? [],
    history: progress.history,
  }
}

function brokenTerm<Term extends string>(loss: PinnLoss<Term>, parameters: Float64Array): Term | null {
  loss.evaluate(parameters)
  return loss.brokenTerm()
}

/** Where the phases have led. */
interface Reached {
  readonly parameters: Float64Array
  /** Of all phases. */
  readonly steps: number
}

interface Around<Term extends string> {
  readonly plan: TrainPlan<Term>
  readonly progress: ProgressLog
  readonly loss: ChangingLoss<Term>
  readonly engine: RunEngine<Term>
  readonly pause: Pause
  /** The phases before. */
  readonly ends: readonly PhaseEnd[]
}

async function runPhase(
  number: number,
  from: Reached,
  { plan, progress, loss, engine, pause, ends }: Around<string>,
): Promise<Reached & { readonly end: PhaseEnd }> {
  const phase = plan.phases[number]
  const resumed = plan.resumeFrom?.phase === number ? plan.resumeFrom : undefined
  const work = begin(phase, loss, { start: from.parameters, resumed })
  const { optimizer, pace } = work
  // An optimiser that cannot go on leaves the rest to the next one; the last has none.
  const isLast = number === plan.phases.length - 1
  let { steps } = from
  let phaseSteps = resumed?.phaseSteps ?? 0
  let reason = progress.isOver() ? 'early' : endOf(optimizer.stopReason)
  while (phaseSteps < phase.steps && reason === null) {
    reason = endOf(await makeStep(work, loss, { steps: steps++, phaseSteps: phaseSteps++ }))
    const isEnd = reason === 'diverged' || (reason !== null && isLast)
    await progress.after({ phase, number, phaseSteps, steps, optimizer, pace, ends, isEnd })
    if (progress.isOver()) reason = 'early'
    if (pause.isDue()) await pause.take()
  }
  const end: PhaseEnd = {
    optimizer: phase.optimizer,
    engine: useOf(engine, phase),
    steps: phaseSteps,
    stopReason: reason ?? 'schedule',
    pace: pace?.state() ?? null,
  }
  return { parameters: optimizer.x, steps, end }
}

function useOf({ paced, exact }: RunEngine<string>, { pace }: PhasePlan): EngineUse {
  return pace === null ? exact : paced
}

/** The optimiser of a phase, and what paces it. */
interface Work {
  readonly optimizer: Optimizer
  readonly pace: Pace | null
}

/** One step of the optimiser, after all that is due before it. */
async function makeStep(
  { optimizer, pace }: Work,
  loss: ChangingLoss<string>,
  { steps, phaseSteps }: { readonly steps: number; readonly phaseSteps: number },
): Promise<StopReason | null> {
  if (loss.moveTo(steps, optimizer.x)) optimizer.objectiveChanged()
  if (pace !== null) {
    loss.balancing?.look(steps, optimizer.x)
    pace.set(phaseSteps)
    await loss.paced.ahead(optimizer.x)
  }
  return optimizer.step()
}

/** A phase before its first step, or its next one after a checkpoint. */
function begin(
  phase: PhasePlan,
  loss: ChangingLoss<string>,
  { start, resumed }: { readonly start: Float64Array; readonly resumed: TrainCheckpoint | undefined },
): Work {
  // The loss as of the last step before the checkpoint; the loop that follows sees where it changes.
  if (resumed !== undefined) {
    loss.restore(resumed.points)
    if (resumed.balancing !== null) loss.balancing?.restore(resumed.balancing)
  }
  const { leastSquares, matrices } = loss
  const { objective } = phase.pace === null ? loss : loss.paced
  const optimizer = phase.create({ objective, leastSquares, matrices, parameters: start })
  const pace =
    phase.pace === null
      ? null
      : createPace(phase.pace, { steps: phase.steps, loss, optimizer: optimizer as FirstOrderOptimizer })
  if (resumed !== undefined) {
    optimizer.restore(resumed.optimizer)
    pace?.restore(resumed.pace)
  }
  return { optimizer, pace }
}

function endOf(reason: StopReason | null): PhaseEnd['stopReason'] | null {
  return reason === 'not-finite' ? 'diverged' : reason
}
