import { draw } from '../space/draw.ts'
import type { SpaceNode } from '../space/node.ts'
import { suggesterFrom } from '../space/suggester.ts'
import type { NewTrial } from '../core/storage.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { describeFailure } from './describe-failure.ts'
import { failReasonKey } from './fail-reason.ts'
import { declaredSpace } from './declared-space.ts'
import { ParamChooser } from './param-chooser.ts'
import { takeChoices } from './take-choices.ts'
import type { StudyContext } from './study-context.ts'
import { atBudget, beginLeg, type LegRequest, storedPause } from './legs.ts'
import { type ScheduledLeg, Trial } from './trial.ts'

export interface AskRequest<P> {
  /** The declared space; null for define-by-run. */
  readonly space: SpaceNode<P> | null
  readonly signal: AbortSignal
  /** What a scheduler wants to run; null: the oldest waiting trial, else a new one. */
  readonly leg: LegRequest | null
  /** What a new trial begins with, instead of the oldest waiting one; null: as without. */
  readonly newTrial?: Pick<NewTrial, 'systemAttrs'> | null
  /** Called as soon as the trial exists, before it has parameters. */
  readonly onStart: (number: number) => void
  readonly onReport: (number: number, step: number, value: number) => void
  /** Called when the trial exists, but could not be given its parameters: it has failed. */
  readonly onFail: (trial: TrialRecord) => void
}

/**
 * The next trial to evaluate: the oldest waiting one, else a new one. With a space, all of its parameters are drawn and
 * stored in one write.
 */
export function askTrial<P>(context: StudyContext, request: AskRequest<P>): Promise<Trial<P>> {
  return context.inTurn(async () => {
    const record = request.leg === null ? await nextTrial(context, request) : await beginLeg(context, request.leg)
    if (request.leg === null || request.leg.resume === null) request.onStart(record.number)
    try {
      return await suggestParams(context, request, record)
    } catch (error) {
      const failed = await failUnasked(context, record, error)
      if (failed !== null) request.onFail(failed)
      throw error
    }
  })
}

async function nextTrial({ parts }: StudyContext, { newTrial = null }: AskRequest<unknown>): Promise<TrialRecord> {
  const { storage, studyId } = parts
  const waiting = newTrial === null ? await storage.claimWaitingTrial(studyId) : null
  return waiting ?? storage.createTrial(studyId, { state: 'running', ...newTrial })
}

async function suggestParams<P>(
  context: StudyContext,
  { space, signal, onReport, leg }: AskRequest<P>,
  record: TrialRecord,
): Promise<Trial<P>> {
  const { sampler, pruner, rng } = context.parts
  const history = await context.refresh()
  const chooser = new ParamChooser({
    trial: record,
    history: pruner?.historyFor?.(history, record.number) ?? history,
    sampler,
    seenDistributions: context.seenDistributions,
    rng: rng.fork('trial', record.number),
    declared: space === null ? null : declaredSpace(space),
    intersection: context.intersection,
  })
  let drawn: { readonly params: P } | null = null
  if (space !== null) {
    const suggester = suggesterFrom((name, distribution) => chooser.choose(name, distribution))
    const params = draw(space, suggester)
    drawn = { params: leg === null ? params : atBudget(params, leg.scheduler.fidelity.name, leg.leg.until) }
    await takeChoices(context, { trialId: record.id, chooser })()
  }
  return new Trial({ context, record, chooser, drawn, signal, onReport, scheduled: scheduledLeg(leg, record) })
}

function scheduledLeg(request: LegRequest | null, { systemAttrs }: TrialRecord): ScheduledLeg | null {
  if (request === null) return null
  const { scheduler, checkpoints, leg } = request
  return { scheduler, checkpoints, until: leg.until, pause: storedPause(systemAttrs) }
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
