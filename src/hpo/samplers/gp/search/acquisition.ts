import type { Inputs, InputColumn } from '../process/inputs.ts'
import { type GpPosterior, chunk } from '../process/gp-posterior.ts'
import type { UserPrior } from '../space/user-prior.ts'
import { type Moments, type Utility, createMoments } from '../utility/utility.ts'

/** A utility of rows (see `gp-space.ts`), through what the models predict for them. To be maximised. */
export class Acquisition {
  private readonly posteriors: readonly GpPosterior[]
  private readonly utility: Utility
  private readonly prior: UserPrior | null
  private readonly moments: Moments
  private readonly slopes: Moments

  private row: Float64Array = new Float64Array(0)

  /**
   * @param posteriors one for each model, with the same number of fantasies
   * @param prior is added to the utility
   */
  constructor(posteriors: readonly GpPosterior[], utility: Utility, prior: UserPrior | null = null) {
    this.prior = prior
    this.posteriors = posteriors
    this.utility = utility
    this.moments = createMoments(posteriors.length, posteriors[0].means.length)
    this.slopes = createMoments(posteriors.length, posteriors[0].means.length)
  }

  /** The utility of a row, which must not change before its gradient is asked for. */
  at(row: Float64Array): number {
    const { means, deviations } = this.moments
    this.posteriors.forEach((posterior, m) => {
      posterior.predict(row)
      means[m].set(posterior.means)
      deviations[m] = Math.sqrt(posterior.variance)
    })
    this.row = row
    return this.utility(this.moments, this.slopes) + (this.prior?.at(row) ?? 0)
  }

  /** Overwrites `gradient` with that of the last `at`, one entry per numeric column; 0 for choices. */
  gradient(gradient: Float64Array): void {
    gradient.fill(0)
    this.posteriors.forEach((posterior, m) => {
      const varianceSlope = this.slopes.deviations[m] / (2 * this.moments.deviations[m])
      posterior.addGradient(this.slopes.means[m], varianceSlope, gradient)
    })
    this.prior?.addGradient(this.row, gradient)
  }

  /** The utility of each of many rows. */
  atMany(layout: readonly InputColumn[], rows: readonly Float64Array[]): Float64Array {
    const values = new Float64Array(rows.length)
    const fantasies = this.moments.means[0].length
    const means = this.posteriors.map(() => Array.from({ length: fantasies }, () => new Float64Array(chunk)))
    const variances = this.posteriors.map(() => new Float64Array(chunk))
    const columns = layout.map(() => new Float64Array(chunk))
    for (let first = 0; first < rows.length; first += chunk) {
      const count = Math.min(chunk, rows.length - first)
      // Panels come in fours: the last row fills up what is missing.
      const inputs: Inputs = { layout, columns, count: count + ((4 - (count % 4)) % 4) }
      for (let p = 0; p < inputs.count; p++) {
        const row = rows[first + Math.min(p, count - 1)]
        for (let j = 0; j < layout.length; j++) columns[j][p] = row[j]
      }
      this.posteriors.forEach((posterior, m) => posterior.predictMany(inputs, means[m], variances[m]))
      for (let p = 0; p < count; p++) {
        for (let m = 0; m < means.length; m++) {
          for (let s = 0; s < fantasies; s++) this.moments.means[m][s] = means[m][s][p]
          this.moments.deviations[m] = Math.sqrt(variances[m][p])
        }
        values[first + p] = this.utility(this.moments, this.slopes) + (this.prior?.at(rows[first + p]) ?? 0)
      }
    }
    return values
  }
}
