/** target += coefficient × the product of the factors, entry by entry. One to five factors. */
export interface Monomial {
  readonly target: Float64Array
  readonly coefficient: number
  readonly factors: readonly Float64Array[]
}

// Small enough for the second-level cache with some twenty streams, large enough to hide the loop around it.
const tile = 512

/** Overwrites `targets` with the sums of their `monomials`; no target is a factor. */
export function sumMonomials(targets: readonly Float64Array[], monomials: readonly Monomial[]): void {
  if (targets.length === 0) return
  for (const target of targets) target.fill(0)
  addMonomials(monomials)
}

/** Adds to the targets what `monomials` say; no target is a factor. */
export function addMonomials(monomials: readonly Monomial[]): void {
  if (monomials.length === 0) return
  const size = monomials[0].target.length
  for (let from = 0; from < size; from += tile) {
    const to = Math.min(size, from + tile)
    for (const monomial of monomials) addMonomial(monomial, from, to)
  }
}

function addMonomial({ target, coefficient, factors }: Monomial, from: number, to: number): void {
  const [a, b, c, d, e] = factors
  switch (factors.length) {
    case 1:
      for (let i = from; i < to; i++) target[i] += coefficient * a[i]
      return
    case 2:
      for (let i = from; i < to; i++) target[i] += coefficient * a[i] * b[i]
      return
    case 3:
      for (let i = from; i < to; i++) target[i] += coefficient * a[i] * b[i] * c[i]
      return
    case 4:
      for (let i = from; i < to; i++) target[i] += coefficient * a[i] * b[i] * c[i] * d[i]
      return
    default:
      for (let i = from; i < to; i++) target[i] += coefficient * a[i] * b[i] * c[i] * d[i] * e[i]
  }
}
