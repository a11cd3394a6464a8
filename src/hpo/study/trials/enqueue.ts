import { z } from 'zod'
import type { Json } from '../../../base/json.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { isParamValue, type Params } from '../../space/distribution.ts'
import { encode } from '../../space/encode.ts'
import { isSpaceNode } from '../../space/node.ts'
import type { PartialValue, Space } from '../../space/space.ts'
import { unmetBy } from '../../space/unmet.ts'
import { fixedParamsKey } from '../choosing/param-chooser.ts'
import { checkOptions } from '../opening/check-options.ts'
import type { StudyContext } from '../opening/study-context.ts'
import { badEnqueued, infeasibleEnqueued } from './messages.ts'

export interface EnqueueOptions<P> {
  /** The space that the values belong to: they are then nested as the objective gets them, and checked. */
  readonly space?: Space<P> | undefined
  readonly userAttrs?: Readonly<Record<string, Json>> | undefined
}

/** What `study.enqueue` takes: flat parameters, or with a space as much of its value as is to be fixed. */
export type Enqueued<P> = Params | PartialValue<P>

const schema = z.strictObject({
  space: z.custom<Space<unknown>>(isSpaceNode, 'a space made by space({ … })').optional(),
  userAttrs: z.record(z.string(), z.unknown(), 'an object of attributes by name').optional(),
})

/** Adds a waiting trial whose given parameters are fixed; the sampler gives it the others. */
export async function enqueueTrial<P>(
  context: StudyContext,
  value: Enqueued<P>,
  options: EnqueueOptions<P>,
): Promise<TrialRecord> {
  checkOptions(schema, options, 'study.enqueue')
  const { space, userAttrs = {} } = options
  const fixed = space === undefined ? checkedParams(value) : feasibleParams(space, value as PartialValue<P>)
  const systemAttrs = { [fixedParamsKey]: fixed }
  const { storage, studyId } = context.parts
  const trial = await storage.createTrial(studyId, { state: 'waiting', systemAttrs, userAttrs })
  await context.refresh()
  return trial
}

function feasibleParams<P>(space: Space<P>, value: PartialValue<P>): Params {
  const params = encode(space, value)
  const [unmet] = unmetBy(space, params)
  if (unmet === undefined) return params
  throw infeasibleEnqueued(value, unmet)
}

function checkedParams(value: unknown): Params {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badEnqueued(value)
  for (const [name, param] of Object.entries(value)) {
    if (!isParamValue(param) || (typeof param === 'number' && !Number.isFinite(param))) throw badEnqueued(param, name)
  }
  return value as Params
}
