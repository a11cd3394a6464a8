import { z } from 'zod'
import { isRanked } from '../core/is-ranked.ts'
import type { DeclaredSpace } from '../core/sampler.ts'
import type { StudyView } from '../core/study-record.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { keyOf } from '../history/complete-trial-index.ts'
import { bestByDomination } from '../objectives/best-by-domination.ts'
import { compareRows, toLosses } from '../objectives/losses.ts'
import {
  contains,
  type Distribution,
  numericBounds,
  onGrid,
  type Params,
  type ParamValue,
  toScale,
} from '../space/distribution.ts'
import { isSpaceNode, type SpaceNode } from '../space/node.ts'
import { wholeNumber } from '../parts/number-options.ts'
import { declaredSpace } from './choosing/declared-space.ts'
import { badSource, nothingInCommon } from './messages.ts'
import { checkOptions } from './opening/check-options.ts'
import type { StudyContext } from './opening/study-context.ts'
import { enqueueTrial } from './trials/enqueue.ts'

export interface LearnOptions {
  /** What this study searches. */
  readonly space: SpaceNode
  /** How many of the other study's best parameters to try first; a whole number ≥ 1, default 5. */
  readonly top?: number
}

const schema = z.strictObject({
  space: z.custom<SpaceNode>(isSpaceNode, 'a space made by space({ … })'),
  top: wholeNumber(1).optional(),
})

/** Values further outside of a range than this share of it are of another problem. */
const farthest = 0.25

/** Enqueues the best parameters of another study, as far as this one's space has them. */
export async function learnFrom(
  context: StudyContext,
  source: StudyView,
  options: LearnOptions,
): Promise<readonly TrialRecord[]> {
  if (!Array.isArray(source?.trials) || !Array.isArray(source?.directions)) throw badSource(source)
  checkOptions(schema, options, 'study.learnFrom')
  const { space, top = 5 } = options
  const declared = declaredSpace(space)
  const found = new Map<string, { readonly params: Params; readonly trial: number }>()
  for (const trial of ranked(source)) {
    if (found.size >= top) break
    const params = translated(trial, declared)
    const key = keyOf(params)
    if (Object.keys(params).length === 0 || found.has(key) || !declared.allows(params)) continue
    found.set(key, { params, trial: trial.number })
  }
  if (found.size === 0) throw nothingInCommon(source.name, [...declared.leaves.keys()])
  const enqueued: TrialRecord[] = []
  for (const { params, trial } of found.values()) {
    const userAttrs = { learnedFrom: { study: source.name, trial } }
    enqueued.push(await enqueueTrial(context, params, { userAttrs }))
  }
  return enqueued
}

/** The feasible complete trials, the best first. */
function ranked({ trials, directions }: StudyView): readonly TrialRecord[] {
  const usable = trials.filter(isRanked).filter(({ values }) => !values.some(Number.isNaN))
  const losses = usable.map(({ values }) => toLosses(directions, values))
  if (directions.length > 1) return bestByDomination(losses, usable.length - 1).map((at) => usable[at])
  return [...usable.keys()].sort((a, b) => compareRows(losses[a], losses[b])).map((at) => usable[at])
}

/** The parameters of a trial that the space has, moved into its ranges. */
function translated({ params }: TrialRecord, { leaves }: DeclaredSpace): Params {
  const known = new Map<string, ParamValue>()
  for (const { name, distribution, when, fidelity } of leaves.values()) {
    if (fidelity === true || !Object.hasOwn(params, name)) continue
    if (!when.every((condition) => known.get(condition.name) === condition.value)) continue
    const value = valueIn(distribution, params[name])
    if (value !== undefined) known.set(name, value)
  }
  return Object.fromEntries(known)
}

function valueIn(distribution: Distribution, value: ParamValue): ParamValue | undefined {
  if (distribution.kind === 'categorical') return contains(distribution, value) ? value : undefined
  if (typeof value !== 'number' || !Number.isFinite(value) || (distribution.log && value <= 0)) return undefined
  const { low, high } = numericBounds(distribution)
  const position = (toScale(distribution, value) - low) / (high - low)
  if (Math.abs(position - 0.5) > 0.5 + farthest) return undefined
  return onGrid(distribution, Math.min(distribution.high, Math.max(distribution.low, value)))
}
