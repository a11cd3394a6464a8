import { constraintsKey } from '../../core/constraints.ts'
import { repeatsKey } from '../../core/repeats.ts'
import type { Outcome } from '../../core/storage.ts'
import { isFinished, type TrialRecord } from '../../core/trial-record.ts'
import { failReasonKey } from '../../core/fail-reason.ts'
import type { StudyContext } from '../opening/study-context.ts'
import * as messages from './messages.ts'
import { nothingElse, type ParsedResult } from './objective-result.ts'
import { Trial } from './trial.ts'

/**
 * Ends a trial. Everything is stored when the promise resolves; it gives the final record.
 *
 * Values that are NaN, or of the wrong number, end the trial as failed with the reason: it never gets a made-up value.
 */
export async function tellTrial(
  context: StudyContext,
  target: Trial<unknown> | number,
  result: ParsedResult,
): Promise<TrialRecord> {
  const { storage, directions } = context.parts
  const { id, number, curve } = target instanceof Trial ? asked(context, target) : await findTrial(context, target)
  const { reason, ...outcome } = outcomeOf(result, { objectives: directions.length, curve })
  if (target instanceof Trial) {
    if (target.isUnsettled) await settle(target, outcome)
    warnOfUnused(target, outcome)
  }
  if (result.attrs !== nothingElse.attrs) {
    for (const [key, value] of Object.entries(result.attrs)) {
      await storage.setTrialAttr(id, { scope: 'user', key, value })
    }
  }
  if (result.constraints !== null) {
    await storage.setTrialAttr(id, { scope: 'system', key: constraintsKey, value: result.constraints })
  }
  if (result.repeats !== null) {
    await storage.setTrialAttr(id, { scope: 'system', key: repeatsKey, value: result.repeats })
  }
  if (reason !== null) await storage.setTrialAttr(id, { scope: 'system', key: failReasonKey, value: reason })
  await storage.finishTrial(id, outcome)
  if (outcome.state === 'fail' && result.state === null) warnOfUnusable(context, number, reason ?? '')
  return (context.look() ?? (await context.refresh())).trials[number]
}

const warned = new WeakSet<StudyContext>()

function warnOfUnusable(context: StudyContext, trial: number, problem: string): void {
  if (warned.has(context)) return
  warned.add(context)
  const warning = messages.unusableResult(trial, problem)
  process.emitWarning(warning, { type: 'AnsatzWarning', code: 'ANSATZ_UNUSABLE_RESULT' })
}

interface FoundTrial {
  readonly id: number
  readonly number: number
  readonly curve: ReadonlyMap<number, number>
}

async function findTrial(context: StudyContext, number: number): Promise<FoundTrial> {
  const { trials } = await context.refresh()
  const known: TrialRecord | undefined = trials[number]
  if (known === undefined) throw messages.unknownTrial(context.parts.name, number, trials.length)
  if (isFinished(known.state)) throw messages.trialFinished(number, known.state)
  if (known.state === 'waiting') throw messages.trialNotRunning(number)
  return { id: known.id, number, curve: known.intermediateValues }
}

function asked(context: StudyContext, trial: Trial<unknown>): FoundTrial {
  const { trials } = context.history
  const { id, number, intermediateValues } = trial
  if (!trial.isOf(context)) throw messages.unknownTrial(context.parts.name, number, trials.length)
  const known: TrialRecord | undefined = trials[number]
  if (known !== undefined && isFinished(known.state)) throw messages.trialFinished(number, known.state)
  return { id, number, curve: intermediateValues }
}

/** A trial that fails may do so because its parameters could not be stored; that must not keep it from ending. */
async function settle(trial: Trial<unknown>, { state }: Outcome): Promise<void> {
  const settled = trial.settle()
  await (state === 'fail' ? settled.catch(() => {}) : settled)
}

function warnOfUnused(trial: Trial<unknown>, { state }: Outcome): void {
  const unused = state === 'fail' ? [] : trial.unusedFixed
  if (unused.length === 0) return
  const warning = messages.unusedFixedValues(trial.number, unused)
  process.emitWarning(warning, { type: 'AnsatzWarning', code: 'ANSATZ_UNUSED_FIXED' })
}

function outcomeOf(
  { values, state, reason, constraints }: ParsedResult,
  { objectives, curve }: { readonly objectives: number; readonly curve: ReadonlyMap<number, number> },
): Outcome & { readonly reason: string | null } {
  if (state === 'fail') return { state, values: null, reason }
  const problem = values === null ? null : (problemOf(values, objectives) ?? nanConstraint(constraints))
  if (state === 'pruned') {
    return { state, values: values === null || problem !== null ? lastFinite(curve, objectives) : values, reason }
  }
  return problem === null ? { state: 'complete', values, reason } : { state: 'fail', values: null, reason: problem }
}

/** Why the values cannot be the result of a complete trial, or null. */
function problemOf(values: readonly number[], objectives: number): string | null {
  if (values.length !== objectives) return messages.wrongCount(values.length, objectives)
  const bad = values.findIndex((value) => Number.isNaN(value))
  return bad === -1 ? null : messages.nanValue(bad, objectives)
}

function nanConstraint(constraints: readonly number[] | null): string | null {
  const bad = (constraints ?? []).findIndex((value) => Number.isNaN(value))
  return bad === -1 ? null : messages.nanConstraint(bad)
}

/** The intermediate value at the highest step whose value is finite; for one objective only. */
function lastFinite(curve: ReadonlyMap<number, number>, objectives: number): readonly number[] | null {
  if (objectives !== 1) return null
  let last: readonly [step: number, value: number] | null = null
  for (const [step, value] of curve) {
    if (Number.isFinite(value) && (last === null || step > last[0])) last = [step, value]
  }
  return last === null ? null : [last[1]]
}
