/** The rows of a node as one column sees them: `order[from]` to `order[to − 1]`, by the entries of the column. */
export interface NodeRows {
  /** Of the column, by row. */
  readonly entries: Float64Array
  readonly values: Float64Array
  readonly weights: Uint32Array
  readonly order: Int32Array
  readonly from: number
  readonly to: number
}

/** The best way to part the rows of a node by one column. */
export interface FoundSplit {
  readonly column: number
  /** Σ left ² / weight + Σ right ² / weight: larger is a lower squared error. */
  readonly score: number
  /** The entries between which numbers are parted. */
  readonly low: number
  readonly high: number
  /** Of choices: 1 at the index + 1 of those that go left; null for numbers. */
  readonly lefts: Uint8Array | null
}

/** Null when every row has the same number, or when no split lowers the squared error. */
export function numberSplit(column: number, rows: NodeRows): FoundSplit | null {
  const { entries, values, weights, order, from, to } = rows
  if (entries[order[from]] === entries[order[to - 1]]) return null
  const { total, count } = totalsOf(rows)
  let left = 0
  let weight = 0
  let best = Number.NEGATIVE_INFINITY
  let place = -1
  let next = entries[order[from]]
  for (let k = from; k < to - 1; k++) {
    const row = order[k]
    left += weights[row] * values[row]
    weight += weights[row]
    const here = next
    next = entries[order[k + 1]]
    if (next === here) continue
    const score = (left * left) / weight + ((total - left) * (total - left)) / (count - weight)
    if (score > best) {
      best = score
      place = k
    }
  }
  if (place === -1 || !gains(best, total, count)) return null
  return { column, score: best, low: entries[order[place]], high: entries[order[place + 1]], lefts: null }
}

interface Group {
  readonly choice: number
  readonly sum: number
  readonly count: number
}

/** Choices in order of their mean: the best of all partitions is among those that part this order (Fisher 1958). */
export function choiceSplit(column: number, rows: NodeRows): FoundSplit | null {
  const groups = groupsOf(rows)
  if (groups.length < 2) return null
  groups.sort((a, b) => a.sum / a.count - b.sum / b.count)
  const { total, count } = totalsOf(rows)
  let left = 0
  let weight = 0
  let best = Number.NEGATIVE_INFINITY
  let place = -1
  for (let k = 0; k < groups.length - 1; k++) {
    left += groups[k].sum
    weight += groups[k].count
    const score = (left * left) / weight + ((total - left) * (total - left)) / (count - weight)
    if (score > best) {
      best = score
      place = k
    }
  }
  if (place === -1 || !gains(best, total, count)) return null
  const lefts = new Uint8Array(2 + groups.reduce((most, { choice }) => Math.max(most, choice), 0))
  for (let k = 0; k <= place; k++) lefts[groups[k].choice + 1] = 1
  return { column, score: best, low: Number.NaN, high: Number.NaN, lefts }
}

/** Rows with the same choice stand side by side. */
function groupsOf({ entries, values, weights, order, from, to }: NodeRows): Group[] {
  const groups: Group[] = []
  for (let k = from; k < to;) {
    const choice = entries[order[k]]
    let sum = 0
    let count = 0
    for (; k < to && entries[order[k]] === choice; k++) {
      sum += weights[order[k]] * values[order[k]]
      count += weights[order[k]]
    }
    groups.push({ choice, sum, count })
  }
  return groups
}

function totalsOf({ values, weights, order, from, to }: NodeRows): { readonly total: number; readonly count: number } {
  let total = 0
  let count = 0
  for (let k = from; k < to; k++) {
    total += weights[order[k]] * values[order[k]]
    count += weights[order[k]]
  }
  return { total, count }
}

/** Whether a split lowers the squared error, beyond rounding. */
function gains(score: number, total: number, count: number): boolean {
  const before = total ** 2 / count
  return score - before > 1e-12 * Math.max(1, Math.abs(before))
}
