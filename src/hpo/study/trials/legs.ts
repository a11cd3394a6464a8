import type { Json } from '../../../base/json.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { type FidelityRange, type Leg, legKey, type Pause, pausedKey, type Scheduler } from '../../core/scheduler.ts'
import type { Params } from '../../space/distribution.ts'
import { fixedParamsKey } from '../choosing/param-chooser.ts'
import type { StudyContext } from '../opening/study-context.ts'
import type { CheckpointStore } from './checkpoints.ts'

/** What a scheduler wants to run next: a new trial, or one that was paused. */
export interface LegRequest {
  readonly scheduler: Scheduler
  readonly checkpoints: CheckpointStore
  readonly leg: Leg
  /** The number of the paused trial to resume; null for a new one. */
  readonly resume: number | null
}

/** The system attribute as it is stored: a pause stays with a trial while it runs on, in case that comes to nothing. */
interface StoredPause extends Pause {
  /** The leg that ended with the pause. */
  readonly leg: Leg
  /** The trial has been taken up again. */
  readonly resumed: boolean
}

/** The trial of the next leg, marked as such before anybody sees it run. */
export async function beginLeg(context: StudyContext, request: LegRequest): Promise<TrialRecord> {
  return request.resume === null ? startTrial(context, request) : takeUp(context, request, request.resume)
}

/** A waiting trial first, as without a scheduler. Its fidelity parameter is fixed at the full resource: that is its value. */
async function startTrial(context: StudyContext, { leg, scheduler: { fidelity } }: LegRequest): Promise<TrialRecord> {
  const { storage, studyId } = context.parts
  const waiting = await storage.claimWaitingTrial(studyId)
  const attrs = { [legKey]: { ...leg }, ...fixedFidelity(fidelity, waiting) }
  if (waiting === null) return storage.createTrial(studyId, { state: 'running', systemAttrs: attrs })
  for (const [key, value] of Object.entries(attrs)) await setAttr(context, waiting.id, { key, value })
  return { ...waiting, systemAttrs: { ...waiting.systemAttrs, ...attrs } }
}

function fixedFidelity({ name, max }: FidelityRange, waiting: TrialRecord | null): Readonly<Record<string, Json>> {
  if (name === null) return {}
  const fixed = waiting?.systemAttrs[fixedParamsKey] as Params | undefined
  return { [fixedParamsKey]: { ...fixed, [name]: max } }
}

async function takeUp(context: StudyContext, { leg }: LegRequest, number: number): Promise<TrialRecord> {
  const { id, systemAttrs } = context.history.trials[number]
  const pause = { ...storedPause(systemAttrs)!, resumed: true }
  await setAttr(context, id, { key: legKey, value: { ...leg } })
  await setAttr(context, id, { key: pausedKey, value: asJson(pause) })
  await context.refresh()
  return context.history.trials[number]
}

/** Marks a trial as paused at the end of its leg. */
export async function pauseTrial(
  context: StudyContext,
  trial: TrialRecord,
  { step, checkpoint }: Pause,
): Promise<void> {
  const leg = trial.systemAttrs[legKey] as unknown as Leg
  await setAttr(context, trial.id, { key: pausedKey, value: asJson({ step, checkpoint, leg, resumed: false }) })
  await context.refresh()
}

/** Puts a trial that was resumed back to where it was paused; tells whether there was such a place. */
export async function backToPause(context: StudyContext, trial: TrialRecord): Promise<boolean> {
  const pause = storedPause(trial.systemAttrs)
  if (pause === null || trial.state !== 'running' || !pause.resumed) return false
  await setAttr(context, trial.id, { key: legKey, value: { ...pause.leg } })
  await setAttr(context, trial.id, { key: pausedKey, value: asJson({ ...pause, resumed: false }) })
  await context.refresh()
  return true
}

/** Puts back every trial that a process left in the middle of a later leg of this scheduler. */
export async function recoverPauses(context: StudyContext, scheduler: string): Promise<void> {
  for (const trial of (await context.refresh()).trials) {
    if (storedPause(trial.systemAttrs)?.leg.scheduler === scheduler) await backToPause(context, trial)
  }
}

/** Where a trial was paused before, whether or not it has been taken up since. */
export function storedPause(systemAttrs: TrialRecord['systemAttrs']): StoredPause | null {
  const pause = systemAttrs[pausedKey]
  return typeof pause === 'object' && pause !== null ? (pause as unknown as StoredPause) : null
}

/** The value of the space as the objective gets it: with the fidelity parameter at what this leg may use. */
export function atBudget<P>(params: P, name: string | null, until: number): P {
  if (name === null) return params
  const [key, ...rest] = name.split('.')
  const at = params as Readonly<Record<string, unknown>>
  if (typeof params !== 'object' || params === null || !Object.hasOwn(at, key)) return params
  return { ...params, [key]: rest.length === 0 ? until : atBudget(at[key], rest.join('.'), until) }
}

function asJson(pause: StoredPause): Json {
  return { ...pause, leg: { ...pause.leg } }
}

async function setAttr(
  { parts: { storage } }: StudyContext,
  id: number,
  { key, value }: { readonly key: string; readonly value: Json },
): Promise<void> {
  await storage.setTrialAttr(id, { scope: 'system', key, value })
}
