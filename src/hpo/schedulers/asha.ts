import { z } from 'zod'
import { parseOptions } from '../core/parse-options.ts'
import { rungKey } from '../core/rung-key.ts'
import type { PruneRequest } from '../core/pruner.ts'
import type { NextStep, ScheduleView, Scheduler } from '../core/scheduler.ts'
import { legOf, pauseOf } from '../core/scheduler.ts'
import { type FidelityOption, fidelityField, rungResources } from './fidelity-option.ts'
import { judgeLeg, newestReport, rungEntries } from './rung-record.ts'
import type { SchedulerDefinition } from './scheduler-definition.ts'

/** How asynchronous successive halving hands out the resource. */
export interface AshaOptions {
  /**
   * What a trial may cost: `{ name: 'epochs', min: 1, max: 81 }`. Default: the range of the parameter that the space marks
   * with `.fidelity()`.
   */
  readonly fidelity?: FidelityOption
  /** η: one in how many goes on at each rung, and how much longer the next rung is; a whole number ≥ 2, default 3. */
  readonly eta?: number
  /**
   * `'promotion'` pauses every trial at its rung and resumes it when it turns out to be among the best 1/η: nothing that
   * might still be good is lost. `'stopping'` decides at once, by those that came before: it needs no checkpoints.
   * Default `'promotion'`.
   */
  readonly mode?: 'promotion' | 'stopping'
  /**
   * What becomes of trials that are still paused when the run has started all of its trials: `'prune'` ends them, `'keep'`
   * leaves them for a later run to promote. Runs that end otherwise (time, a rule, an interrupt) always keep them.
   * Default `'prune'`.
   */
  readonly leftovers?: 'prune' | 'keep'
}

const whole = 'a whole number, at least 2'
const schema = z.strictObject({
  fidelity: fidelityField(),
  eta: z.int(whole).min(2, whole).default(3),
  mode: z.enum(['promotion', 'stopping'], '"promotion" or "stopping"').default('promotion'),
  leftovers: z.enum(['prune', 'keep'], '"prune" or "keep"').default('prune'),
})

/**
 * Asynchronous successive halving on a study: many trials get little, the best 1/η of each rung get η times more, and no
 * worker ever waits for another (Li et al. 2020, "A system for massively parallel hyperparameter tuning",
 * arXiv:1810.05934, algorithm 2; the stopping variant as in Syne Tune's `ASHA`). One bracket; for several use `hyperband`.
 *
 * Choose it for training runs with a learning curve when there are many workers or no fixed number of trials.
 */
export const definition: SchedulerDefinition<AshaOptions> = {
  create(options) {
    const { eta, mode, leftovers, fidelity } = parseOptions(schema, options, { kind: 'scheduler', name: 'asha' })
    const plan: Plan = { rungs: rungResources(fidelity, eta), eta, max: fidelity.max }
    const isPromotion = mode === 'promotion'
    const scheduler: Scheduler = {
      name: 'asha',
      fidelity,
      prunesLeftovers: leftovers === 'prune',
      next: (view) => (isPromotion ? promote(view, plan) : startOr(view, { plan, until: plan.max })),
      judge(request) {
        const leg = legOf(request.trial, 'asha')
        if (leg === null) return 'continue'
        return isPromotion ? judgeLeg(request, { leg, max: plan.max }) : stopOrGo(request, plan)
      },
    }
    return scheduler
  },
}

interface Plan {
  readonly rungs: readonly number[]
  readonly eta: number
  readonly max: number
}

/** The highest rung that has a trial to promote, else a new trial. */
function promote(view: ScheduleView, plan: Plan): NextStep {
  for (let rung = plan.rungs.length - 2; rung >= 0; rung--) {
    const entries = rungEntries(view.history, { ...bracket, rung })
    const best = entries.slice(0, Math.floor(entries.length / plan.eta))
    const waiting = best.find(({ trial, leg }) => leg.rung === rung && pauseOf(trial) !== null)
    if (waiting !== undefined && !view.active.has(waiting.trial.number)) {
      const leg = { ...bracket, rung: rung + 1, until: plan.rungs[rung + 1] }
      return { kind: 'resume', trial: waiting.trial.number, leg }
    }
  }
  return startOr(view, { plan, until: plan.rungs[0] })
}

function startOr(
  { mayStart, active }: ScheduleView,
  { until }: { readonly plan: Plan; readonly until: number },
): NextStep {
  if (mayStart) return { kind: 'start', leg: { ...bracket, rung: 0, until } }
  return active.size > 0 ? { kind: 'wait' } : { kind: 'done' }
}

const bracket = { scheduler: 'asha', round: 0, bracket: 0 }

/** The stopping variant: at each rung that a report reaches, among the best 1/η of those that were there before, or out. */
function stopOrGo(request: PruneRequest, { rungs, eta }: Plan): 'continue' | 'prune' {
  const { trial, history, note } = request
  const { step, value } = newestReport(trial)
  for (let rung = 0; rung < rungs.length - 1 && step >= rungs[rung]; rung++) {
    if (Object.hasOwn(trial.systemAttrs, rungKey(rung))) continue
    if (Number.isNaN(value)) return 'prune'
    note(rungKey(rung), value)
    const before = rungEntries(history, { ...bracket, rung }).filter((entry) => entry.trial.number !== trial.number)
    const sign = history.directions[0] === 'minimize' ? 1 : -1
    const rank = 1 + before.filter((entry) => entry.value < sign * value).length
    if (before.length > 0 && rank > (before.length + 1) / eta) return 'prune'
  }
  return 'continue'
}
