import type { Rng } from '../../../base/rng.ts'
import { type RegressionTree, growTree, leafAt } from './regression-tree.ts'
import { type TreeData, treeTable } from './tree-table.ts'

export interface RandomForest {
  readonly trees: readonly RegressionTree[]
  /** By column: whether any tree looks at it. */
  readonly looksAt: readonly boolean[]
}

/** Each tree learns from at most this many draws, so that a suggestion stays cheap in long studies. */
const mostDraws = 1000
/** A deviation does not fall below this: where all trees agree, something may still be found. */
const leastVariance = 1e-5

/** Trees that each learn from as many observations as there are, drawn with replacement (Breiman 2001). */
export function growForest(data: TreeData, count: number, rng: Rng): RandomForest {
  const n = data.rows.length
  const table = treeTable(data)
  const trees = Array.from({ length: count }, (_, t) => {
    const stream = rng.fork('tree', t)
    const weights = new Uint32Array(n)
    for (let draw = Math.min(n, mostDraws); draw > 0; draw--) weights[stream.integer(n)]++
    return growTree(table, weights, stream)
  })
  const looksAt = data.layout.map(() => false)
  for (const { columns } of trees) for (const column of columns) if (column >= 0) looksAt[column] = true
  return { trees, looksAt }
}

/** Mean over the trees, and deviation by the law of total variance: that of the trees plus that within their leaves. */
export function predict({ trees }: RandomForest, row: Float64Array, out: { mean: number; deviation: number }): void {
  let mean = 0
  let second = 0
  for (const tree of trees) {
    const leaf = leafAt(tree, row)
    const own = tree.means[leaf]
    mean += own
    second += own * own + tree.variances[leaf]
  }
  mean /= trees.length
  out.mean = mean
  out.deviation = Math.sqrt(Math.max(leastVariance, second / trees.length - mean * mean))
}
