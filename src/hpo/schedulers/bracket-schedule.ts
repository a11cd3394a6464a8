import type { PlannedRung } from '../core/hyperband-plan.ts'
import type { History } from '../core/sampler.ts'
import { type Leg, legOf, type NextStep, pauseOf, type ScheduleView } from '../core/scheduler.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { rungEntries } from './rung-record.ts'
import type { Yardstick } from './yardstick.ts'

/** Brackets that are run one after the other, each rung to its end before the next begins. */
export interface BracketPlan {
  readonly scheduler: string
  readonly brackets: readonly (readonly PlannedRung[])[]
  /** How often all brackets are gone through. */
  readonly rounds: number
  readonly eta: number
  readonly yardstick: Yardstick
}

/** A trial of the bracket that is being run. */
interface Member {
  readonly trial: TrialRecord
  readonly leg: Leg
}

/**
 * What to do next. The trials say where the plan stands: the newest of them belongs to the bracket that is being run.
 *
 * A rung ends when all of its trials have reached it or have failed; then the best go on and the others are pruned. Equal
 * values are ranked by trial number, so a tie never breaks the plan.
 */
export function nextInBrackets(view: ScheduleView, plan: BracketPlan): NextStep {
  const current = currentBracket(view.history, plan.scheduler)
  // Another plan may have been followed before, with more brackets.
  if (current === null || current.bracket >= plan.brackets.length) {
    return startBracket(view, plan, { round: 0, bracket: 0 })
  }
  const rungs = plan.brackets[current.bracket]
  const members = membersOf(view.history, current)
  if (members.length < rungs[0].configs && view.mayStart) {
    return { kind: 'start', leg: { ...current, rung: 0, until: rungs[0].resource } }
  }
  const paused = members.filter(({ trial }) => pauseOf(trial) !== null && !view.active.has(trial.number))
  if (paused.length > 0) return endRung(view, { plan, current, members, paused })
  if (members.some(({ trial }) => view.active.has(trial.number))) return { kind: 'wait' }
  const isLast = current.bracket === plan.brackets.length - 1
  return startBracket(view, plan, {
    round: current.round + Number(isLast),
    bracket: isLast ? 0 : current.bracket + 1,
  })
}

interface Current {
  readonly scheduler: string
  readonly round: number
  readonly bracket: number
}

function currentBracket({ trials }: History, scheduler: string): Current | null {
  for (let i = trials.length - 1; i >= 0; i--) {
    const leg = legOf(trials[i], scheduler)
    if (leg !== null) return { scheduler, round: leg.round, bracket: leg.bracket }
  }
  return null
}

function membersOf({ trials }: History, { scheduler, round, bracket }: Current): readonly Member[] {
  return trials.flatMap((trial) => {
    const leg = legOf(trial, scheduler)
    return leg?.round === round && leg.bracket === bracket ? [{ trial, leg }] : []
  })
}

function startBracket(
  { active, mayStart }: ScheduleView,
  plan: BracketPlan,
  { round, bracket }: { readonly round: number; readonly bracket: number },
): NextStep {
  if (round >= plan.rounds || !mayStart) return active.size > 0 ? { kind: 'wait' } : { kind: 'done' }
  const leg = { scheduler: plan.scheduler, round, bracket, rung: 0, until: plan.brackets[bracket][0].resource }
  return { kind: 'start', leg }
}

/** Once nobody is on the way to the lowest rung where trials are paused, decides about the next of those. */
function endRung(
  { history, active }: ScheduleView,
  {
    plan,
    current,
    members,
    paused,
  }: {
    readonly plan: BracketPlan
    readonly current: Current
    readonly members: readonly Member[]
    readonly paused: readonly Member[]
  },
): NextStep {
  const rungs = plan.brackets[current.bracket]
  const rung = paused.reduce((lowest, { leg }) => Math.min(lowest, leg.rung), Number.POSITIVE_INFINITY)
  if (members.some(({ trial, leg }) => active.has(trial.number) && leg.rung <= rung)) return { kind: 'wait' }
  const next = rungs[rung + 1]
  const entries = rungEntries(history, { ...current, rung }, plan.yardstick)
  // A bracket that was cut short by the number of trials keeps its shape, not its size.
  const isFull = members.length >= rungs[0].configs
  const kept = isFull ? next.configs : Math.max(1, Math.floor(entries.length / plan.eta))
  const survivors = new Set(entries.slice(0, kept).map(({ trial }) => trial.number))
  const { number } = paused.find(({ leg }) => leg.rung === rung)!.trial
  if (!survivors.has(number)) return { kind: 'prune', trial: number }
  return { kind: 'resume', trial: number, leg: { ...current, rung: rung + 1, until: next.resource } }
}
