import { type Observations, type Scores, standardized } from './observations.ts'

/** Models cost the cube of their observations; the newest failures lie where the search wants to go. */
const mostFailures = 100

/**
 * The observations with one constraint more, where trials have failed: that they do not. A failed trial says nothing about
 * the objective, so a model of the objective alone goes back to where training diverged for ever. Here another model is
 * fitted to the scores +1 (complete) and −1 (failed), of which those above 0 are wanted: what a point promises is
 * multiplied by the probability that its trial ends well, as with any other constraint on outcomes. A failure that has
 * nothing to do with the parameters is noise to it. A failed trial that came out well when it was repeated is forgotten.
 *
 * Gardner et al. 2014, "Bayesian optimization with inequality constraints", for the product; Lee et al. 2011, "Optimization
 * subject to hidden constraints via statistical emulation", for the model of what fails.
 */
export function withFailures(observations: Observations): Observations {
  const { trials, failed, constraints } = observations
  const fatal = failed.filter(({ row }) => !trials.some((other) => isSame(row, other.row))).slice(-mostFailures)
  if (fatal.length === 0) return observations
  const learnt = [...trials.map((one) => ({ ...one, score: 1 })), ...fatal.map((one) => ({ ...one, score: -1 }))]
  // In the order of the study: covariance matrices are kept from one suggestion to the next as far as rows agree.
  learnt.sort((a, b) => a.trial.number - b.trial.number)
  const scores: Scores = {
    rows: learnt.map(({ row }) => row),
    ...standardized(Float64Array.from(learnt, ({ score }) => score)),
  }
  return { ...observations, constraints: [...constraints, scores] }
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, j) => value === b[j])
}
