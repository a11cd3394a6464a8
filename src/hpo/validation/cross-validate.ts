import { checkFunction } from '../../base/check-argument.ts'
import { type Fold, kFold, type KFoldOptions } from './k-fold.ts'

/** What the folds gave. */
export interface CrossValidation {
  /** One score per fold, in order. */
  readonly scores: readonly number[]
  readonly mean: number
  /** The standard deviation of the scores (with n − 1). */
  readonly deviation: number
}

export interface CrossValidateOptions extends KFoldOptions {
  /** Reports each fold's score, so that a pruner can compare folds with those of other trials: `pruners.wilcoxon()`. */
  readonly trial?: { report(value: number, step: number): Promise<void> }
}

/**
 * Scores a model on each fold in turn. Hand in the trial, and hopeless parameters are stopped after a few folds.
 *
 * @example
 * study.optimize(s, async (p, trial) => {
 *   const { mean } = await crossValidate(data.length, ({ train, test }) => score(fit(p, train), test), { trial })
 *   return mean
 * })
 * @throws InputError `validation/bad-folds`; TrialPruned when the trial should stop: let it pass
 */
export async function crossValidate(
  samples: number,
  score: (fold: Fold) => number | Promise<number>,
  crossOptions: CrossValidateOptions = {},
): Promise<CrossValidation> {
  checkFunction({ call: 'crossValidate', what: 'the score', value: score })
  const { trial, ...options } = crossOptions
  const scores: number[] = []
  for (const fold of kFold(samples, options)) {
    const value = await score(fold)
    scores.push(value)
    await trial?.report(value, fold.index)
  }
  const mean = scores.reduce((sum, value) => sum + value, 0) / scores.length
  const squares = scores.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { scores, mean, deviation: Math.sqrt(squares / (scores.length - 1)) }
}
