import type { History, SuggestRequest } from '../../core/sampler.ts'
import type { Distribution, ParamValue, Params } from '../../space/distribution.ts'
import { perStudy } from '../per-study.ts'
import { everyValue } from './axis-values.ts'
import { type PathNode, pathTree, placeAfter } from './path-tree.ts'

/** Visits every way through a define-by-run objective. */
export interface PathSearch {
  suggest(request: SuggestRequest): Params
  isExhausted(history: History): boolean
}

/**
 * Every parameter is asked for alone; its value is drawn among those from which something is left to see, half of the
 * weight in proportion to how much that is known to be, half to all alike (Optuna's `BruteForceSampler`). Values that a
 * running trial explores are left to it while there are others.
 */
export function pathSearch(): PathSearch {
  const treeOf = perStudy(pathTree)
  const follow = (history: History): PathNode => {
    const tree = treeOf(history)
    tree.follow(history.trials)
    return tree.root
  }
  return {
    suggest(request) {
      const root = follow(request.history)
      const fixed: Record<string, ParamValue> = { ...request.trial.fixed }
      for (const [name, distribution] of request.space) {
        fixed[name] = chooseValue({ request, root, fixed }, name, distribution)
      }
      return Object.fromEntries([...request.space.keys()].map((name) => [name, fixed[name]]))
    },
    isExhausted: (history) => follow(history).open === 0,
  }
}

interface Place {
  readonly request: SuggestRequest
  readonly root: PathNode
  readonly fixed: Params
}

function chooseValue({ request, root, fixed }: Place, name: string, distribution: Distribution): ParamValue {
  const { rng, history, trial } = request
  const values = everyValue(distribution)
  const place = placeAfter(root, fixed)
  const children = place?.name === name ? place.children : new Map<ParamValue, PathNode>()
  const open = values.map((value) => children.get(value)?.open ?? 1)
  const running = new Map<ParamValue, number>()
  for (const other of history.trials) {
    if (other.state !== 'running' || other.number === trial.number || !Object.hasOwn(other.params, name)) continue
    const same = Object.entries(fixed).every(([key, value]) => other.params[key] === value)
    if (same) running.set(other.params[name], (running.get(other.params[name]) ?? 0) + 1)
  }
  const alone = open.map((count, i) => Math.max(0, count - (running.get(values[i]) ?? 0)))
  return values[drawIndex(alone.some((count) => count > 0) ? alone : open, rng.uniform())]
}

/** Half of the weight in proportion to `counts`, half shared by those above 0; all alike when none is. */
function drawIndex(counts: readonly number[], share: number): number {
  const sum = counts.reduce((total, count) => total + count, 0)
  const left = counts.filter((count) => count > 0).length
  if (left === 0) return Math.floor(share * counts.length)
  let rest = share
  for (const [i, count] of counts.entries()) {
    if (count === 0) continue
    rest -= 0.5 * (count / sum) + 0.5 / left
    if (rest < 0) return i
  }
  return counts.findLastIndex((count) => count > 0)
}
