import { incompleteBeta } from '../../../math/special/incomplete-beta.ts'
import { betaQuantile } from '../../../math/stats/beta-quantile.ts'

/**
 * Shares that sum to 1, from independent numbers in [0, 1]: each breaks off a part of what is left of a stick.
 *
 * | symbol | meaning                                                             | shape     |
 * | ------ | ------------------------------------------------------------------- | --------- |
 * | v      | cuts, uniform in [0, 1]                                              | [k − 1]   |
 * | w      | shares, symmetric Dirichlet(α) when the cuts are uniform             | [k]       |
 * | m      | shares that are still to come after this one, k − 1 − i              |           |
 *
 * Share i takes the Beta(α, mα) quantile of v_i of what is left (Devroye 1986, XI.4); for α = 1 that is
 * 1 − (1 − v)^(1/m), so that every point of the simplex is equally likely. What is left is multiplied on, not
 * subtracted, which keeps small shares as exact as large ones.
 */
export function sharesOfCuts(cuts: readonly number[], alpha: number): number[] {
  let left = 1
  const shares = cuts.map((cut, index) => {
    const m = cuts.length - index
    const taken = alpha === 1 ? uniformShare(cut, 1 / m) : betaQuantile(cut, alpha, m * alpha)
    const share = left * taken
    left *= 1 - taken
    return share
  })
  return [...shares, left]
}

/** The cuts of shares; the inverse of `sharesOfCuts`. Shares need not sum to 1: only their ratios count. */
export function cutsOfShares(shares: readonly number[], alpha: number): number[] {
  const left = leftFrom(shares)
  return shares.slice(0, -1).map((share, index) => {
    const m = shares.length - 1 - index
    // Nothing is left to cut: any cut gives the same shares.
    if (left[index] === 0) return 0
    const taken = share / left[index]
    return alpha === 1 ? uniformShare(taken, m) : incompleteBeta(taken, alpha, m * alpha)
  })
}

/** 1 − (1 − x)^power, accurate for small x too. */
function uniformShare(x: number, power: number): number {
  return power === 1 ? x : -Math.expm1(power * Math.log1p(-x))
}

/** Sums from each share to the last. */
function leftFrom(shares: readonly number[]): number[] {
  const sums: number[] = []
  let sum = 0
  for (const share of shares.toReversed()) sums.push((sum += share))
  return sums.toReversed()
}
