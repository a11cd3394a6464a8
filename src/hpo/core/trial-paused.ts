/**
 * Thrown by `trial.report` when the scheduler pauses the trial: its checkpoint is kept, and the objective is called again
 * when it may go on. Let it pass, as `TrialPruned`.
 */
export class TrialPaused extends Error {
  override readonly name = 'TrialPaused'
  readonly step: number

  constructor(step: number) {
    super(`The trial was paused at step ${step}.`)
    this.step = step
  }
}
