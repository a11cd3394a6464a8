import { z } from 'zod'
import type { Json } from '../../../base/json.ts'
import { constraintsKey } from '../../core/constraints.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import type { Distribution, Params } from '../../space/distribution.ts'
import { encode } from '../../space/encode.ts'
import { isSpaceNode } from '../../space/node.ts'
import { behaviour } from '../../space/node.ts'
import type { PartialValue, Space } from '../../space/space.ts'
import { checkOptions } from '../opening/check-options.ts'
import type { StudyContext } from '../opening/study-context.ts'
import { incompleteTrial } from './messages.ts'

/** A trial that was evaluated elsewhere. */
export interface AddedTrial<P> {
  /** The space that `params` belong to. */
  readonly space: Space<P>
  /** A whole value of the space, as the objective gets it. */
  readonly params: P
  /** One value, or one per objective. May be left out for failed trials. */
  readonly values?: number | readonly number[] | undefined
  /** Default: `complete`. */
  readonly state?: 'complete' | 'pruned' | 'fail' | undefined
  /** Each satisfied when 0 or less. */
  readonly constraints?: readonly number[] | undefined
  /** The learning curve by step. */
  readonly intermediateValues?: ReadonlyMap<number, number> | Readonly<Record<number, number>> | undefined
  readonly userAttrs?: Readonly<Record<string, Json>> | undefined
}

const isNumbers = (value: unknown): boolean => [value].flat().every((item) => typeof item === 'number')

const schema = z.strictObject({
  space: z.custom<Space<unknown>>(isSpaceNode, 'a space made by space({ … })'),
  params: z.unknown(),
  values: z.custom<number>(isNumbers, 'a number, or one for each objective').optional(),
  state: z.enum(['complete', 'pruned', 'fail'], "'complete', 'pruned' or 'fail'").optional(),
  constraints: z.array(z.number('numbers'), 'a list of numbers').optional(),
  intermediateValues: z
    .custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'values by step')
    .optional(),
  userAttrs: z.record(z.string(), z.unknown(), 'an object of attributes by name').optional(),
})

/** Adds a finished trial to the study. */
export async function addTrial<P>({ parts }: StudyContext, added: AddedTrial<P>): Promise<Pick<TrialRecord, 'number'>> {
  checkOptions(schema, added, 'study.addTrial')
  const { space, values, state = 'complete', constraints, intermediateValues = {}, userAttrs = {} } = added
  if (values === undefined && state === 'complete') throw incompleteTrial(parts.name)
  const { storage, studyId } = parts
  const params = encode(space, space.parse(added.params) as PartialValue<P>)
  const systemAttrs = constraints === undefined ? {} : { [constraintsKey]: constraints }
  const { id, number } = await storage.createTrial(studyId, { state: 'running', userAttrs, systemAttrs })
  await storage.setParams(id, assignments(space, params))
  for (const [step, value] of pointsOf(intermediateValues)) await storage.report(id, { step, value })
  await storage.finishTrial(id, { state, values: values === undefined || state === 'fail' ? null : [values].flat() })
  return { number }
}

function assignments(space: Space<unknown>, params: Params) {
  const distributions = new Map<string, Distribution>(
    space[behaviour].leaves('').map(({ name, distribution }) => [name, distribution]),
  )
  return Object.entries(params).map(([name, value]) => ({ name, value, distribution: distributions.get(name)! }))
}

function pointsOf(
  curve: NonNullable<AddedTrial<unknown>['intermediateValues']>,
): readonly (readonly [number, number])[] {
  return curve instanceof Map
    ? [...curve]
    : Object.entries(curve).map(([step, value]) => [Number(step), value as number])
}
