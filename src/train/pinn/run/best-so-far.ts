import type { EarlyStopping } from './train-progress.ts'

/** The best report of a run, and how long it has been the best. */
export interface BestSoFar {
  readonly worstTerm: number
  readonly parameters: Float64Array
  /** Reports since. */
  readonly age: number
}

/** The best after another report. A NaN is never better. */
export function betterOf(
  best: BestSoFar | null,
  report: { readonly worstTerm: number; readonly parameters: Float64Array },
  { minDelta }: Required<EarlyStopping>,
): BestSoFar {
  const limit = best === null ? Number.POSITIVE_INFINITY : best.worstTerm * (1 - minDelta)
  if (best !== null && !(report.worstTerm < limit)) return { ...best, age: best.age + 1 }
  return { worstTerm: report.worstTerm, parameters: report.parameters.slice(), age: 0 }
}
