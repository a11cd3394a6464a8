import { hypervolume } from './hypervolume.ts'
import { type Losses, compareRows, finiteLosses, lexicographicOrder } from './losses.ts'

/**
 * The positions of `size` rows that together dominate much, in the order in which they are chosen: always the one that
 * adds most to the hypervolume of those before it (Guerreiro et al. 2016; at least 1 − 1/e of the best possible).
 * Copies of a row are chosen when the different rows are used up. Of equals, the lexicographically first is chosen.
 *
 * @param reference as for `hypervolume`; infinities among the losses are taken for the largest or smallest finite loss
 */
export function hypervolumeSubset(losses: Losses, reference: ArrayLike<number>, size: number): readonly number[] {
  if (size >= losses.length) return [...losses.keys()]
  const { different, copies } = separateCopies(losses)
  if (size >= different.length) return [...different, ...copies.slice(0, size - different.length)]
  const rows = finiteLosses(losses)
  const candidates = different.map((at) => rows[at])
  const chosen =
    reference.length === 2 ? choosePlanar(candidates, reference, size) : chooseLazily(candidates, reference, size)
  return chosen.map((candidate) => different[candidate])
}

/** Positions in lexicographic order. */
function separateCopies(losses: Losses): { readonly different: readonly number[]; readonly copies: readonly number[] } {
  const different: number[] = []
  const copies: number[] = []
  for (const at of lexicographicOrder(losses)) {
    const last = different.at(-1)
    if (last !== undefined && compareRows(losses[last], losses[at]) === 0) copies.push(at)
    else different.push(at)
  }
  return { different, copies }
}

/** Two objectives: what a row adds is the rectangle up to the nearest chosen row on either side. O(size · rows). */
function choosePlanar(rows: Losses, reference: ArrayLike<number>, size: number): readonly number[] {
  const right = new Float64Array(rows.length).fill(reference[0])
  const top = new Float64Array(rows.length).fill(reference[1])
  const isChosen = new Uint8Array(rows.length)
  const gain = (i: number): number => Math.max(0, right[i] - rows[i][0]) * Math.max(0, top[i] - rows[i][1])
  return Array.from({ length: size }, () => {
    const best = largest(rows.length, (i) => (isChosen[i] === 1 ? Number.NEGATIVE_INFINITY : gain(i)))
    isChosen[best] = 1
    // Rows are in order of the first objective.
    for (let i = 0; i < best; i++) right[i] = Math.min(right[i], rows[best][0])
    for (let i = best + 1; i < rows.length; i++) top[i] = Math.min(top[i], rows[best][1])
    return best
  })
}

/**
 * Any number of objectives. What a row adds never grows as others are chosen, so an old gain is a bound: a row whose
 * bound is not the largest need not be looked at (Minoux 1978).
 */
function chooseLazily(rows: Losses, reference: ArrayLike<number>, size: number): readonly number[] {
  const chosen: number[] = []
  const bounds = Float64Array.from(rows, (row) => hypervolume([row], reference))
  const fresh = new Int32Array(rows.length)
  while (chosen.length < size) {
    const best = largest(rows.length, (i) => bounds[i])
    if (fresh[best] === chosen.length) {
      bounds[best] = Number.NEGATIVE_INFINITY
      chosen.push(best)
    } else {
      const limited = chosen.map((other) => Array.from(rows[best], (loss, k) => Math.max(loss, rows[other][k])))
      bounds[best] = Math.max(0, hypervolume([rows[best]], reference) - hypervolume(limited, reference))
      fresh[best] = chosen.length
    }
  }
  return chosen
}

/** The first of `count` indices with the largest `value`. */
function largest(count: number, value: (index: number) => number): number {
  let best = 0
  let most = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i++) {
    const candidate = value(i)
    if (candidate > most) {
      best = i
      most = candidate
    }
  }
  return best
}
