/**
 * The part of the objective space that would be new, as boxes that do not overlap.
 *
 * | symbol | meaning                                                                 | shape              |
 * | ------ | ----------------------------------------------------------------------- | ------------------ |
 * | front  | scores of the trials on the Pareto front, larger is better                | [trials, objectives] |
 * | r      | reference point: what is worse in any objective does not count            | [objectives]       |
 *
 * A sweep over the last objective: between two neighbouring values of it the trials above block what they dominate in the
 * other objectives, which is the same problem with one objective less. Boxes that go on from one slab to the next are
 * kept in one piece. For two objectives it is the staircase with n + 1 steps.
 */
export interface Box {
  readonly lower: readonly number[]
  /** +∞ where nothing is better. */
  readonly upper: readonly number[]
}

/** The boxes of all points above r that no point of the front dominates. */
export function nonDominatedBoxes(front: readonly (readonly number[])[], r: readonly number[]): readonly Box[] {
  const relevant = front.filter((point) => point.every((value, objective) => value > r[objective]))
  return boxesOf(relevant, r, r.length)
}

function boxesOf(front: readonly (readonly number[])[], r: readonly number[], objectives: number): readonly Box[] {
  const last = objectives - 1
  if (objectives === 1) {
    const best = front.reduce((most, point) => Math.max(most, point[0]), r[0])
    return [{ lower: [best], upper: [Number.POSITIVE_INFINITY] }]
  }
  const byLast = [...front].sort((a, b) => b[last] - a[last])
  const done: Box[] = []
  let open = new Map<string, OpenBox>()
  let top = Number.POSITIVE_INFINITY
  for (let blockers = 0; blockers <= byLast.length; blockers++) {
    const bottom = blockers < byLast.length ? byLast[blockers][last] : r[last]
    if (bottom >= top) continue
    const slab = boxesOf(byLast.slice(0, blockers), r, last)
    const next = new Map<string, OpenBox>()
    for (const box of slab) {
      const key = `${box.lower.join()};${box.upper.join()}`
      next.set(key, { box, top: open.get(key)?.top ?? top })
      open.delete(key)
    }
    for (const ended of open.values()) done.push(closed(ended, top))
    open = next
    top = bottom
  }
  for (const ended of open.values()) done.push(closed(ended, top))
  return done
}

/** A box of the first objectives that reaches down from `top` in the last. */
interface OpenBox {
  readonly box: Box
  readonly top: number
}

function closed({ box, top }: OpenBox, bottom: number): Box {
  return { lower: [...box.lower, bottom], upper: [...box.upper, top] }
}
