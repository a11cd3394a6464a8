/**
 * Permutations as digits: digit i, from 0 to n − 1 − i, says which of the items that are left comes next (Lehmer 1960).
 * Every combination of digits is one permutation, so that no draw is ever rejected. n items take n − 1 digits: the last
 * item has no choice.
 */
export function itemsOfDigits<T>(items: readonly T[], digits: readonly number[]): T[] {
  const left = [...items]
  const ordered = digits.map((digit) => left.splice(digit, 1)[0])
  return [...ordered, ...left]
}

/** The digits of a permutation of `items`; the inverse of `itemsOfDigits`. */
export function digitsOfItems<T>(items: readonly T[], ordered: readonly T[]): number[] {
  const left = [...items]
  return ordered.slice(0, -1).map((item) => {
    const digit = left.indexOf(item)
    left.splice(digit, 1)
    return digit
  })
}
