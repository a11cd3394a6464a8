import type { FirstOrderOptimizer, Optimizer } from '../../../math/optimize/optimizer.ts'
import { betterOf, type BestSoFar } from './best-so-far.ts'
import type { ChangingLoss } from './changing-loss.ts'
import type { Pace } from './pace.ts'
import type { PhaseEnd } from './phase-end.ts'
import type { PhasePlan } from './phase-plan.ts'
import type { TrainPlan } from '../train-options.ts'
import type { TrainProgress } from './train-progress.ts'
import type { TrainingRun } from './training-run.ts'
import { measureTerms } from '../measures/worst-term.ts'

/** The end of a step. */
export interface Moment {
  readonly phase: PhasePlan
  /** Of the phase, from 0. */
  readonly number: number
  readonly phaseSteps: number
  readonly steps: number
  readonly optimizer: Optimizer
  readonly pace: Pace | null
  /** The phases before. */
  readonly ends: readonly PhaseEnd[]
  /** Whether the run ends here, whatever the schedule says. */
  readonly isEnd: boolean
}

/** The reports of a run, and what follows from them. */
export interface ProgressLog {
  readonly history: readonly TrainProgress[]
  /** Reports and saves where that is due. */
  after(moment: Moment): Promise<void>
  /** Whether the training should end early. */
  isOver(): boolean
  /** The best parameters that were reported, if early stopping keeps them. */
  best(): Float64Array | null
}

export function createProgressLog<Term extends string>(
  run: TrainingRun<Term>,
  plan: TrainPlan<Term>,
  loss: ChangingLoss<Term>,
): ProgressLog {
  const { resumeFrom, earlyStopping } = plan
  const { balancing } = loss
  const history: TrainProgress[] = [...(resumeFrom?.history ?? [])]
  const marks = progressMarks(plan, resumeFrom?.steps ?? 0)
  let best: BestSoFar | null = resumeFrom?.best ?? null

  function report({ phase, steps, optimizer, pace }: Moment, fraction: number): TrainProgress {
    const { worstTerm } = measureTerms(run.heldOut, optimizer.x)
    if (earlyStopping !== null) best = betterOf(best, { worstTerm, parameters: optimizer.x }, earlyStopping)
    return {
      fraction,
      step: steps,
      phase: phase.optimizer,
      loss: optimizer.loss,
      ...(pace !== null && pacing(optimizer as FirstOrderOptimizer)),
      ...(balancing !== null && { weights: balancing.weights() }),
      worstTerm,
    }
  }

  return {
    history,
    best: () => best?.parameters ?? null,
    isOver: () => earlyStopping !== null && best !== null && best.age >= earlyStopping.patience,
    async after(moment) {
      const fraction = moment.isEnd ? 1 : marks.passed(moment.steps)
      if (fraction === null) return
      history.push(report(moment, fraction))
      await plan.onProgress?.(history[history.length - 1])
      await plan.onCheckpoint?.({
        problem: run.problem,
        seed: plan.seed,
        engine: { paced: run.engine.paced, exact: run.engine.exact },
        phase: moment.number,
        steps: moment.steps,
        phaseSteps: moment.phaseSteps,
        optimizer: moment.optimizer.state(),
        pace: moment.pace?.state() ?? null,
        phases: [...moment.ends],
        points: loss.points(),
        balancing: balancing?.state() ?? null,
        best,
        history: [...history],
      })
    },
  }
}

function pacing({
  learningRate,
  weightDecay,
}: FirstOrderOptimizer): Pick<TrainProgress, 'learningRate' | 'weightDecay'> {
  return { learningRate, weightDecay }
}

/** Says which report is due. A schedule with fewer steps than reports gives one a step. */
function progressMarks(
  { phases, progressPoints }: TrainPlan<string>,
  done: number,
): { passed(steps: number): number | null } {
  const total = phases.reduce((sum, { steps }) => sum + steps, 0)
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
