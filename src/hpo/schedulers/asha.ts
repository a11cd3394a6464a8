import { z } from 'zod'
import { bracketSize } from '../core/hyperband-plan.ts'
import type { PruneRequest } from '../core/pruner.ts'
import type { Leg, NextStep, ScheduleView, Scheduler } from '../core/scheduler.ts'
import { legOf, pauseOf } from '../core/scheduler.ts'
import { wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { type FidelityOption, fidelityField, rungResources } from './fidelity-option.ts'
import { tooManyBrackets } from './messages.ts'
import { judgeLeg, rungEntries } from './rung-record.ts'
import type { SchedulerDefinition } from './scheduler-definition.ts'
import { Yardstick, yardstickFields, type YardstickOptions } from './yardstick.ts'

/** How asynchronous successive halving hands out the resource. */
export interface AshaOptions extends YardstickOptions {
  /**
   * What a trial may cost: `{ name: 'epochs', min: 1, max: 81 }`. Default: the range of the parameter that the space marks
   * with `.fidelity()`.
   */
  readonly fidelity?: FidelityOption
  /** η: one in how many goes on at each rung, and how much longer the next rung is; a whole number ≥ 2, default 3. */
  readonly eta?: number
  /**
   * How many brackets: those of bracket s are first compared at `min`·η^s, so that late starters have their chance. Trials
   * are dealt out as Hyperband sizes its brackets; each is compared with its own bracket only. 1 to the number of rungs,
   * default 1.
   */
  readonly brackets?: number
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

const schema = z.strictObject({
  fidelity: fidelityField(),
  eta: wholeNumber(2).default(3),
  brackets: wholeNumber(1).default(1),
  mode: z.enum(['promotion', 'stopping'], '"promotion" or "stopping"').default('promotion'),
  leftovers: z.enum(['prune', 'keep'], '"prune" or "keep"').default('prune'),
  ...yardstickFields,
})

/**
 * Asynchronous successive halving on a study: many trials get little, the best 1/η of each rung get η times more, and no
 * worker ever waits for another (Li et al. 2020, "A system for massively parallel hyperparameter tuning",
 * arXiv:1810.05934, algorithm 2; the stopping variant and brackets as in Syne Tune's `ASHA`). Of several objectives it
 * compares fronts: MO-ASHA (Schmucker et al. 2021, arXiv:2106.12639).
 *
 * Choose it for training runs with a learning curve when there are many workers or no fixed number of trials.
 */
export const definition: SchedulerDefinition<AshaOptions> = {
  create(options) {
    const settings = parseOptions(schema, options, { kind: 'scheduler', name: 'asha' })
    const { eta, mode, leftovers, fidelity, brackets } = settings
    const rungs = rungResources(fidelity, eta)
    if (brackets > rungs.length) throw tooManyBrackets(brackets, rungs)
    const yardstick = new Yardstick('asha', settings)
    const plan: Plan = { rungs, eta, brackets, yardstick, until: (rung) => rungs[mode === 'promotion' ? rung : rungs.length - 1] } // prettier-ignore
    const scheduler: Scheduler = {
      name: 'asha',
      fidelity,
      multiObjective: true,
      prunesLeftovers: leftovers === 'prune',
      next: (view) => (mode === 'promotion' ? (promotion(view, plan) ?? startOr(view, plan)) : startOr(view, plan)),
      judge(request) {
        const leg = legOf(request.trial, 'asha')
        if (leg === null) return 'continue'
        if (mode === 'promotion') return judgeLeg(request, { leg, max: fidelity.max, yardstick })
        return stopOrGo(request, leg.bracket, plan)
      },
    }
    return scheduler
  },
}

interface Plan {
  readonly rungs: readonly number[]
  readonly eta: number
  readonly brackets: number
  readonly yardstick: Yardstick
  /** How far a trial that begins with this rung goes before it is decided about. */
  readonly until: (rung: number) => number
}

/** A trial to promote from the highest rung that has one, of the first bracket that has; null when there is none. */
function promotion({ history, active }: ScheduleView, plan: Plan): NextStep | null {
  for (let rung = plan.rungs.length - 2; rung >= 0; rung--) {
    for (let bracket = 0; bracket <= Math.min(rung, plan.brackets - 1); bracket++) {
      const entries = rungEntries(history, at(bracket, rung), plan.yardstick)
      const best = entries.slice(0, Math.floor(entries.length / plan.eta))
      const waiting = best.find(({ trial, leg }) => leg.rung === rung && pauseOf(trial) !== null)
      if (waiting !== undefined && !active.has(waiting.trial.number)) {
        const leg = { ...at(bracket, rung + 1), until: plan.rungs[rung + 1] }
        return { kind: 'resume', trial: waiting.trial.number, leg }
      }
    }
  }
  return null
}

function startOr(view: ScheduleView, plan: Plan): NextStep {
  if (!view.mayStart) return view.active.size > 0 ? { kind: 'wait' } : { kind: 'done' }
  // The bracket is its own first rung.
  const bracket = plan.brackets === 1 ? 0 : emptiestBracket(view, plan)
  return { kind: 'start', leg: { ...at(bracket, bracket), until: plan.until(bracket) } }
}

/** The bracket that has the fewest trials for its size in Hyperband, where every bracket spends as much. */
function emptiestBracket({ history }: ScheduleView, { rungs, brackets, eta }: Plan): number {
  const counts = Array.from({ length: brackets }, () => 0)
  for (const trial of history.trials) {
    const leg = legOf(trial, 'asha')
    if (leg !== null && leg.bracket < brackets) counts[leg.bracket]++
  }
  const fill = counts.map((trials, bracket) => (trials + 1) / bracketSize(rungs.length, bracket, eta))
  return fill.indexOf(Math.min(...fill))
}

function at(bracket: number, rung: number): Omit<Leg, 'until'> {
  return { scheduler: 'asha', round: 0, bracket, rung }
}

/** The stopping variant: at each rung that a report reaches, among the best 1/η of those that were there before, or out. */
function stopOrGo(request: PruneRequest, bracket: number, { rungs, eta, yardstick }: Plan): 'continue' | 'prune' {
  const { trial, history } = request
  const { step, losses } = yardstick.newest(request)
  for (let rung = bracket; rung < rungs.length - 1 && step >= rungs[rung]; rung++) {
    if (yardstick.noted(trial, rung, history) !== null) continue
    if (losses.some(Number.isNaN)) return 'prune'
    yardstick.note(request, rung, losses)
    const entries = rungEntries(history, at(bracket, rung), yardstick)
    const before = entries.filter((entry) => entry.trial.number !== trial.number)
    const others = before.map((entry) => entry.losses)
    if (before.length > 0 && yardstick.rankOf(losses, others) > (before.length + 1) / eta) return 'prune'
  }
  return 'continue'
}
