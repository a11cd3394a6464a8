/** Thrown by `trial.report` when the pruner stops the trial. Let it pass: the study turns it into the state `pruned`. */
export class TrialPruned extends Error {
  override readonly name = 'TrialPruned'
  readonly step: number | null
  /** What the trial is complete with nevertheless, if the pruner says so; null: it ends as pruned. */
  readonly value: number | null

  constructor(step: number | null = null, value: number | null = null) {
    super(step === null ? 'The trial was pruned.' : `The trial was pruned at step ${step}.`)
    this.step = step
    this.value = value
  }
}
