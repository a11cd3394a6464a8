import type { Params } from '../space/distribution.ts'
import type { SpaceNode } from '../space/node.ts'
import type { History } from '../core/sampler.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { describeFailure } from './describe-failure.ts'
import { drawFeasible } from './draw-feasible.ts'
import { keepSpace } from './keep-space.ts'
import { failReasonKey } from './fail-reason.ts'
import { declaredSpace } from './declared-space.ts'
import { nothingLeft } from './messages.ts'
import { ParamChooser } from './param-chooser.ts'
import { takeChoices } from './take-choices.ts'
import type { StudyContext } from './study-context.ts'
import { Trial } from './trial.ts'

export interface AskRequest<P> {
  /** The declared space; null for define-by-run. */
  readonly space: SpaceNode<P> | null
  /** Whether to refuse a trial when the sampler has nothing left to try. Default: false. */
  readonly untilExhausted?: boolean
  readonly signal: AbortSignal
  /** Parameters to draw others for, while the sampler has some; null when any will do. */
  readonly avoid?: ((params: Params) => boolean) | null
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
export function askTrial<P>(context: StudyContext, request: AskRequest<P>): Promise<Trial<P>> {
  return context.inTurn(async () => {
    const { storage, studyId } = context.parts
    const waiting = await storage.claimWaitingTrial(studyId)
    // Only a sampler that can end is worth the second read of all trials.
    const ends = waiting === null && request.untilExhausted === true && context.parts.sampler.isExhausted !== undefined
    if (ends) refuseWhenExhausted(context, request.space, await context.refresh())
    const record = waiting ?? (await storage.createTrial(studyId, { state: 'running' }))
    request.onStart(record.number)
    try {
      const history = await context.refresh()
      // Another process may have taken the last thing to try between the two reads; its trial has a lower number.
      if (ends) refuseWhenExhausted(context, request.space, before(history, record))
      return await suggestParams(context, request, { record, all: history })
    } catch (error) {
      const failed = await failUnasked(context, record, error)
      if (failed !== null) request.onFail(failed)
      throw error
    }
  })
}

async function suggestParams<P>(
  context: StudyContext,
  { space, signal, onReport, avoid = null }: AskRequest<P>,
  { record, all }: { readonly record: TrialRecord; readonly all: History },
): Promise<Trial<P>> {
  const { sampler, pruner, rng } = context.parts
  const input = {
    trial: record,
    history: pruner?.historyFor?.(all, record.number) ?? all,
    sampler,
    seenDistributions: context.seenDistributions,
    rng: rng.fork('trial', record.number),
    studyRng: rng,
    declared: space === null ? null : declaredSpace(space),
    intersection: context.intersection,
  }
  if (space === null) {
    return new Trial({ context, record, chooser: new ParamChooser(input), drawn: null, signal, onReport })
  }
  const { params, chooser } = drawFeasible(space, { ...input, avoid })
  await keepSpace(context, space)
  await takeChoices(context, { trialId: record.id, chooser })()
  return new Trial({ context, record, chooser, drawn: { params }, signal, onReport })
}

function refuseWhenExhausted(context: StudyContext, space: SpaceNode | null, history: History): void {
  const { sampler } = context.parts
  if (sampler.isExhausted?.(history, space === null ? null : declaredSpace(space)) === true) {
    throw nothingLeft(sampler.name)
  }
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
