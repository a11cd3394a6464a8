import { badArgument, checkOptionNames } from '../../base/check-argument.ts'
import { isRanked } from '../core/is-ranked.ts'
import type { StudyView } from '../core/study-record.ts'
import { bestByDomination } from '../objectives/best-by-domination.ts'
import { toLosses } from '../objectives/losses.ts'
import {
  contains,
  type Distribution,
  fromScale,
  type NumericDistribution,
  onGrid,
  type Params,
  toScale,
} from '../space/distribution.ts'
import { behaviourOf, type Leaf, type SpaceNode } from '../space/node.ts'
import { reshapedSpace } from '../space/reshaped-space.ts'
import { checkedNumber, noBox } from './messages.ts'
import { isAdaptable } from './promising-trials.ts'

/** How `boundingBox` learns. */
export interface BoundingBoxOptions {
  /** The best trials of each study that must lie in the box; a whole number ≥ 1, default 1. */
  readonly top?: number
  /** What is left around them at each end, as a share of what they span; ≥ 0, default 0.25. */
  readonly margin?: number
}

/** No range falls below this share of what was declared: with few studies, their best may lie together by chance. */
const leastRange = 0.1

/**
 * The space as far as the best trials of earlier studies reach: every range cut to where they lie, every choice to those
 * that they have. Give it to `study.optimize` in place of `space`: it searches less, and no model has to be carried over.
 *
 * A parameter that no study has had, and permutations and subsets, stay as they are. What lies outside of a range counts as
 * its nearest end.
 *
 * Perrone, Shen, Seeger, Archambeau and Jenatton 2019, "Learning search spaces for Bayesian optimization",
 * arXiv:1909.12552, section 4.1; the margin is ours.
 *
 * @param sources earlier studies, as `loadStudy` gives them; at least one
 * @throws InputError `adaptation/no-box` when no complete trial has anything in common with the space, `base/bad-argument`,
 *   `base/unknown-option`, `adaptation/bad-option`
 */
export function boundingBox<T>(
  space: SpaceNode<T>,
  sources: readonly StudyView[],
  options: BoundingBoxOptions = {},
): SpaceNode<T> {
  const leaves = behaviourOf(space, 'boundingBox').leaves('')
  checkSources(sources)
  checkOptionNames('boundingBox', options, ['top', 'margin'])
  const { top = 1, margin = 0.25 } = options
  checkedNumber('boundingBox', 'top', { value: top, low: 0, high: Number.POSITIVE_INFINITY })
  checkedNumber('boundingBox', 'margin', { value: margin, low: -Number.MIN_VALUE, high: Number.POSITIVE_INFINITY })
  const best = sources.flatMap((source) => bestParams(source, Math.ceil(top)))
  const boxed = new Map<string, Distribution>()
  for (const leaf of leaves.filter(isAdaptable)) {
    const distribution = boxOf(leaf, { best, margin })
    if (distribution !== null) boxed.set(leaf.name, distribution)
  }
  if (boxed.size === 0) throw noBox(leaves.map(({ name }) => name))
  return reshapedSpace(space, boxed)
}

function checkSources(sources: unknown): void {
  const isStudy = (value: unknown): boolean =>
    Array.isArray((value as Partial<StudyView> | null)?.trials) &&
    Array.isArray((value as Partial<StudyView> | null)?.directions)
  if (Array.isArray(sources) && sources.length > 0 && sources.every(isStudy)) return
  throw badArgument({
    call: 'boundingBox',
    what: 'the sources',
    value: sources,
    allowed: 'a list of studies, as loadStudy gives them, at least one',
  })
}

function bestParams({ trials, directions }: StudyView, top: number): readonly Params[] {
  const usable = trials.filter(isRanked).filter(({ values }) => !values.some(Number.isNaN))
  const losses = usable.map(({ values }) => toLosses(directions, values))
  return bestByDomination(losses, Math.min(top, usable.length)).map((at) => usable[at].params)
}

interface Learned {
  readonly best: readonly Params[]
  readonly margin: number
}

/** Null: nothing is known of the parameter. */
function boxOf({ name, distribution }: Leaf, { best, margin }: Learned): Distribution | null {
  const values = best.filter((params) => Object.hasOwn(params, name)).map((params) => params[name])
  if (distribution.kind === 'categorical') {
    const choices = distribution.choices.filter((choice) =>
      values.some((value) => contains({ kind: 'categorical', choices: [choice] }, value)),
    )
    return choices.length === 0 ? null : Object.freeze({ ...distribution, choices })
  }
  const numbers = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value))
  return numbers.length === 0 ? null : rangeOver(distribution, numbers, margin)
}

function rangeOver(declared: NumericDistribution, values: readonly number[], margin: number): Distribution {
  const [low, high] = [toScale(declared, declared.low), toScale(declared, declared.high)]
  const inside = (value: number): number => Math.min(declared.high, Math.max(declared.low, value))
  const positions = values.map((value) => toScale(declared, inside(value)))
  const [least, most] = [Math.min(...positions), Math.max(...positions)]
  const room = Math.max(margin * (most - least), (leastRange * (high - low) - (most - least)) / 2)
  const ends = [Math.max(low, least - room), Math.min(high, most + room)]
  const [from, to] = ends.map((end) => onGrid(declared, inside(fromScale(declared, end))))
  return Object.freeze({ ...declared, low: from, high: to })
}
