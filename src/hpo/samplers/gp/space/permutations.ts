/**
 * Permutations as a covariance sees them: by which of every two items comes first.
 *
 * The squared distance of two orders is then the share of pairs that they order differently (Kendall's distance), and the
 * covariance e^(−w s) of `rbf` is Mallows' kernel (Jiao and Vert 2015, "The Kendall and Mallows kernels for permutations").
 * The Lehmer digits that a permutation is stored as say little: orders that differ in the first digit alone may differ in
 * every place.
 */
import type { DeclaredSpace } from '../../../core/sampler.ts'
import { itemsOfDigits } from '../../../space/kinds/lehmer.ts'
import { type Axis, codeAt } from '../../tpe/axis.ts'

export interface Permutation {
  /** The axes of its digits, in order. */
  readonly digits: readonly number[]
  readonly size: number
}

/** Longer permutations have more pairs than a row should have columns: they stay digits. */
const mostItems = 12

/** The permutations of a declared space of which every digit is an axis. */
export function permutationsIn(axes: readonly Axis[], declared: DeclaredSpace | null): readonly Permutation[] {
  const found = new Map<string, { digits: number[]; size: number }>()
  axes.forEach(({ name, kind }, j) => {
    const part = declared?.leaves.get(name)?.part
    if (part?.kind !== 'permutation' || kind !== 'discrete' || part.size > mostItems) return
    const own = found.get(part.of) ?? { digits: [], size: part.size }
    own.digits[part.index] = j
    found.set(part.of, own)
  })
  return [...found.values()].filter(
    ({ digits, size }) => digits.length === size - 1 && Object.keys(digits).length === size - 1,
  )
}

/** Columns that a permutation takes. */
export const pairCount = ({ size }: Permutation): number => (size * (size - 1)) / 2

/**
 * Writes which of every two items comes first, so scaled that opposite orders have squared distance 1; the middle of both
 * where the permutation does not exist.
 *
 * @param coordinates by axis; null where it does not exist
 */
export function writePairs(
  { digits, size }: Permutation,
  { axes, coordinates }: { readonly axes: readonly Axis[]; readonly coordinates: Float64Array | null },
  out: Float64Array,
): void {
  const unit = 1 / Math.sqrt(out.length)
  if (coordinates === null) {
    out.fill(unit / 2)
    return
  }
  const codes = digits.map((j) => {
    const axis = axes[j]
    return axis.kind === 'categorical' ? 0 : codeAt(axis, coordinates[j])
  })
  const order = itemsOfDigits([...Array(size).keys()], codes)
  const place = new Int32Array(size)
  order.forEach((item, at) => (place[item] = at))
  let column = 0
  for (let a = 0; a < size; a++) {
    for (let b = a + 1; b < size; b++) out[column++] = place[a] < place[b] ? unit : 0
  }
}
