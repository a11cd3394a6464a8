import type { Optimizer } from '../../math/optimize/optimizer.ts'
import { betterOf, type BestSoFar } from './best-so-far.ts'
import type { ChangingLoss } from './changing-loss.ts'
import type { TrainPlan } from './train-options.ts'
import { phases, type Phase, type TrainProgress } from './train-progress.ts'
import type { TrainingRun } from './training-run.ts'
import { measureTerms } from './worst-term.ts'

/** The end of a step. */
export interface Moment {
  readonly phase: Phase
  readonly phaseSteps: number
  readonly steps: number
  readonly optimizer: Optimizer
  /** Whether the run ends here, whatever the schedule says. */
  readonly isEnd: boolean
}

/** The reports of a run, and what follows from them. */
export interface ProgressLog {
  readonly history: readonly TrainProgress[]
  /** Reports and saves where that is due. Says whether training should end early. */
  after(moment: Moment): Promise<boolean>
  /** The best parameters that were reported, if early stopping keeps them. */
  best(): Float64Array | null
}

export function createProgressLog<Term extends string>(
  run: TrainingRun<Term>,
  plan: TrainPlan<Term>,
  loss: ChangingLoss<Term>,
): ProgressLog {
  const { resumeFrom, earlyStopping, seed } = plan
  const { balancing } = loss
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
        points: loss.points(),
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
