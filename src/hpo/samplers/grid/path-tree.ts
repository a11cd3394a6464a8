import { type TrialRecord, isFinished } from '../../core/trial-record.ts'
import { newlyFinishedTrials } from '../../history/finished-trials.ts'
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
  /** How many values the parameter had in the trial that was here last. */
  size: number
}

/** The questions of a define-by-run objective, as far as finished trials of any outcome have shown them. */
export interface PathTree {
  readonly root: PathNode
  /** Looks at the trials that have ended since the last call. */
  readonly follow: (trials: readonly TrialRecord[]) => void
}

export function pathTree(): PathTree {
  let root = newNode()
  const newlyFinished = newlyFinishedTrials()
  let last = -1
  let isRegular = true
  let isOrdered = true
  const add = (trial: TrialRecord): void => {
    isRegular = addPath(root, trial) && isRegular
    isOrdered &&= trial.number > last
    last = Math.max(last, trial.number)
  }
  return {
    get root() {
      return root
    },
    follow(trials) {
      newlyFinished(trials).forEach(add)
      if (isRegular || isOrdered) return
      // Where trials disagree, what counts must not depend on which of them ended first.
      root = newNode()
      for (const trial of trials) if (isFinished(trial.state)) addPath(root, trial)
      isOrdered = true
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
  return { name: null, children: new Map(), open: 1, size: 1 }
}

/**
 * Adds the answers of a trial in the order in which they were asked for.
 *
 * @returns whether its questions are those of the trials before it
 */
function addPath(root: GrowingNode, { params, distributions }: TrialRecord): boolean {
  const path: GrowingNode[] = []
  let at = root
  let isRegular = true
  for (const [name, value] of Object.entries(params)) {
    const size = cardinality(distributions[name])
    // Ranges without an end of values belong to other samplers: the same place whatever their value.
    if (size === Number.POSITIVE_INFINITY) continue
    if (at.name === null) {
      at.name = name
      at.size = size
    }
    if (at.name !== name) {
      // What follows cannot be compared.
      isRegular = false
      break
    }
    if (at.size !== size) isRegular = false
    at.size = size
    path.push(at)
    const child = at.children.get(value) ?? newNode()
    at.children.set(value, child)
    at = child
  }
  if (at.name === null) at.open = 0
  for (const node of path.reverse()) {
    node.open = node.size - node.children.size
    for (const child of node.children.values()) node.open += child.open
  }
  return isRegular
}
