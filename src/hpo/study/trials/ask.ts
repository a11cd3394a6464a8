import type { History, Sampler } from '../../core/sampler.ts'
import type { NewTrial } from '../../core/storage.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { failReasonKey } from '../../core/fail-reason.ts'
import type { Params, SearchSpace } from '../../space/distribution.ts'
import type { SpaceNode } from '../../space/node.ts'
import { drawFeasible } from '../choosing/draw-feasible.ts'
import { declaredSpace } from '../choosing/declared-space.ts'
import { fixedParamsKey, ParamChooser } from '../choosing/param-chooser.ts'
import { takeChoices } from '../choosing/take-choices.ts'
import type { StudyContext } from '../opening/study-context.ts'
import { describeFailure } from './describe-failure.ts'
import { nothingLeft } from './messages.ts'
import { atBudget, beginLeg, type LegRequest, storedPause } from './legs.ts'
import { type ScheduledLeg, Trial } from './trial.ts'

export interface AskRequest<P> {
  /** The declared space; null for define-by-run. */
  readonly space: SpaceNode<P> | null
  /** Whether to refuse a trial when the sampler has nothing left to try. Default: false. */
  readonly untilExhausted?: boolean
  readonly signal: AbortSignal
  /** Who suggests the parameters. Default: the study's sampler. */
  readonly sampler?: Sampler | null
  /** Parameters to draw others for, while the sampler has some; null when any will do. */
  readonly avoid?: ((params: Params) => boolean) | null
  /** What a scheduler wants to run; null: the oldest waiting trial, else a new one. */
  readonly leg: LegRequest | null
  /** What a new trial begins with, instead of the oldest waiting one; null: as without. */
  readonly newTrial?: Pick<NewTrial, 'systemAttrs'> | null
  /** The number of a trial that exists and is to be handed out again, as it is. Default: null. */
  readonly adopt?: number | null
  /** Called as soon as the trial exists, before it has parameters. */
  readonly onStart: (number: number) => void
  readonly onReport: (number: number, step: number, value: number) => void
  /** Called when the trial exists, but could not be given its parameters: it has failed. */
  readonly onFail: (trial: TrialRecord) => void
}

/**
 * The next trial to evaluate: the oldest waiting one, else a new one. With a space, all of its parameters are drawn and
 * stored in one write.
 *
 * @throws StateError `study/exhausted`, if asked for
 */
export async function askTrial<P>(context: StudyContext, request: AskRequest<P>): Promise<Trial<P>> {
  const turn = context.takeTurn()
  if (turn !== null) await turn
  try {
    const record = await (request.leg === null ? nextTrial(context, request) : beginLeg(context, request.leg))
    const ends = request.leg === null && canEnd(context, request)
    if (request.leg === null || request.leg.resume === null) request.onStart(record.number)
    try {
      const history = context.look() ?? (await context.refresh())
      // Another process may have taken the last thing to try between the two reads; its trial has a lower number.
      if (ends && !isEnqueued(record)) refuseWhenExhausted(context, request.space, before(history, record))
      const { trial, stored } = suggestParams(context, request, { record, all: history })
      if (stored !== null) await stored
      return trial
    } catch (error) {
      const failed = await failUnasked(context, record, error)
      if (failed !== null) request.onFail(failed)
      throw error
    }
  } finally {
    context.endTurn()
  }
}

function nextTrial(context: StudyContext, request: AskRequest<unknown>): Promise<TrialRecord> {
  const { storage, studyId } = context.parts
  const { newTrial = null, adopt = null } = request
  const isPlain = newTrial === null && adopt === null && !canEnd(context, request)
  return isPlain && storage.startTrial !== undefined ? storage.startTrial(studyId) : chooseTrial(context, request)
}

async function chooseTrial(context: StudyContext, request: AskRequest<unknown>): Promise<TrialRecord> {
  const { storage, studyId } = context.parts
  const { newTrial = null, adopt = null } = request
  if (adopt !== null) return (await context.refresh()).trials[adopt]
  const waiting = newTrial === null ? await storage.claimWaitingTrial(studyId) : null
  if (waiting !== null) return waiting
  if (canEnd(context, request)) refuseWhenExhausted(context, request.space, await context.refresh())
  return storage.createTrial(studyId, { state: 'running', ...newTrial })
}

/** Only a sampler that can end is worth the second read of all trials. */
function canEnd({ parts }: StudyContext, { untilExhausted }: AskRequest<unknown>): boolean {
  return untilExhausted === true && parts.sampler.isExhausted !== undefined
}

/** A trial with its parameters, and the write of them; null where there is nothing to write. */
interface Suggested<P> {
  readonly trial: Trial<P>
  readonly stored: Promise<void> | null
}

function suggestParams<P>(
  context: StudyContext,
  { space, signal, onReport, leg, avoid = null, sampler: other = null }: AskRequest<P>,
  { record, all }: { readonly record: TrialRecord; readonly all: History },
): Suggested<P> {
  const { pruner, rng } = context.parts
  const sampler = other ?? context.parts.sampler
  const input = {
    trial: record,
    history: pruner?.historyFor?.(all, record.number) ?? all,
    sampler,
    seenDistributions: context.seenDistributions,
    rng: rng.fork('trial', record.number),
    studyRng: rng,
    declared: space === null ? null : declaredSpace(space),
    intersection: space === null ? context.intersection : nothing,
    avoid,
  }
  const setup = { context, record, signal, onReport, scheduled: scheduledLeg(leg, record) }
  if (space === null) {
    return { trial: new Trial({ ...setup, chooser: new ParamChooser(input), drawn: null }), stored: null }
  }
  const { params, chooser } = drawFeasible(space, input)
  const stored = takeChoices(context, { trialId: record.id, chooser })()
  const drawn = { params: leg === null ? params : atBudget(params, leg.scheduler.fidelity.name, leg.leg.until) }
  return { trial: new Trial({ ...setup, chooser, drawn }), stored }
}

const nothing: SearchSpace = new Map()

function scheduledLeg(request: LegRequest | null, { systemAttrs }: TrialRecord): ScheduledLeg | null {
  if (request === null) return null
  const { scheduler, checkpoints, leg } = request
  return { scheduler, checkpoints, until: leg.until, pause: storedPause(systemAttrs) }
}

function refuseWhenExhausted(context: StudyContext, space: SpaceNode | null, history: History): void {
  const { sampler } = context.parts
  if (sampler.isExhausted?.(history, space === null ? null : declaredSpace(space)) === true) {
    throw nothingLeft(sampler.name)
  }
}

function isEnqueued({ systemAttrs }: TrialRecord): boolean {
  return Object.hasOwn(systemAttrs, fixedParamsKey)
}

function before(history: History, { number }: TrialRecord): History {
  return { ...history, trials: history.trials.slice(0, number) }
}

/** The failed trial, or null when the storage cannot take that either; the error that led here is what matters then. */
async function failUnasked(context: StudyContext, record: TrialRecord, error: unknown): Promise<TrialRecord | null> {
  const { storage } = context.parts
  try {
    await storage.setTrialAttr(record.id, { scope: 'system', key: failReasonKey, value: describeFailure(error) })
    await storage.finishTrial(record.id, { state: 'fail', values: null })
    return (await context.readTrial(record.number)) ?? null
  } catch {
    return null
  }
}
