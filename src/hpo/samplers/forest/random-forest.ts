import type { Rng } from '../../../base/rng.ts'
import { type TreeData, type TreeNode, growTree, leafAt } from './regression-tree.ts'

export interface RandomForest {
  readonly trees: readonly TreeNode[]
}

/** Each tree learns from at most this many draws, so that a suggestion stays cheap in long studies. */
const mostDraws = 1000
/** A deviation does not fall below this: where all trees agree, something may still be found. */
const leastVariance = 1e-5

/** Trees that each learn from as many observations as there are, drawn with replacement (Breiman 2001). */
export function growForest(data: TreeData, count: number, rng: Rng): RandomForest {
  const n = data.rows.length
  const trees = Array.from({ length: count }, (_, t) => {
    const stream = rng.fork('tree', t)
    return growTree(
      data,
      Array.from({ length: Math.min(n, mostDraws) }, () => stream.integer(n)),
      stream,
    )
  })
  return { trees }
}

/** Mean over the trees, and deviation by the law of total variance: that of the trees plus that within their leaves. */
export function predict({ trees }: RandomForest, row: Float64Array, out: { mean: number; deviation: number }): void {
  let mean = 0
  let second = 0
  for (const tree of trees) {
    const leaf = leafAt(tree, row)
    mean += leaf.mean
    second += leaf.mean ** 2 + leaf.variance
  }
  mean /= trees.length
  out.mean = mean
  out.deviation = Math.sqrt(Math.max(leastVariance, second / trees.length - mean ** 2))
}
