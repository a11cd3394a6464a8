import { newlyFinishedTrials } from '../../core/finished-trials.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { cardinality, type ParamValue } from '../../space/distribution.ts'

/** Where an objective is after some of its questions: before the next one, or at its end. */
export interface PathNode {
  /** The parameter that is asked for here; null while no trial has shown it, and at the end of the objective. */
  readonly name: string | null
  readonly children: ReadonlyMap<ParamValue, PathNode>
  /** Ways on from here that no finished trial has taken: 1 for a place that none has been to, 0 at an end. */
  readonly open: number
}

interface GrowingNode extends PathNode {
  name: string | null
  readonly children: Map<ParamValue, GrowingNode>
  open: number
}

/** The questions of a define-by-run objective, as far as finished trials of any outcome have shown them. */
export interface PathTree {
  readonly root: PathNode
  /** Looks at the trials that have ended since the last call. */
  readonly follow: (trials: readonly TrialRecord[]) => void
}

export function pathTree(): PathTree {
  const root = newNode()
  const newlyFinished = newlyFinishedTrials()
  return {
    root,
    follow(trials) {
      for (const trial of newlyFinished(trials)) addPath(root, trial)
    },
  }
}

/** The place that the answers in `params` lead to; null when no finished trial was there. */
export function placeAfter(root: PathNode, params: Readonly<Record<string, unknown>>): PathNode | null {
  let node: PathNode | undefined = root
  while (node?.name != null && Object.hasOwn(params, node.name)) {
    node = node.children.get(params[node.name] as ParamValue)
  }
  return node ?? null
}

function newNode(): GrowingNode {
  return { name: null, children: new Map(), open: 1 }
}

/** Adds the answers of a trial in the order in which they were asked for. */
function addPath(root: GrowingNode, { params, distributions }: TrialRecord): void {
  const path = [root]
  let at = root
  for (const [name, value] of Object.entries(params)) {
    const size = cardinality(distributions[name])
    // Ranges without an end of values belong to other samplers: the same place whatever their value.
    if (size === Number.POSITIVE_INFINITY) continue
    if (at.name === null) {
      at.name = name
      at.open = size
    }
    // An objective that asks in another order than before: what follows cannot be compared.
    if (at.name !== name) return
    const child = at.children.get(value) ?? newNode()
    at.children.set(value, child)
    path.push(child)
    at = child
  }
  if (at.name === null) at.open = 0
  for (const node of path.slice(0, -1).reverse()) {
    const size = cardinality(distributions[node.name!])
    node.open = size - node.children.size
    for (const child of node.children.values()) node.open += child.open
  }
}
