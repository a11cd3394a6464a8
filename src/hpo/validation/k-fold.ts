import { badArgument, checkOptionNames } from '../../base/check-argument.ts'
import { createRng, type Seed } from '../../base/rng.ts'
import { badFolds } from './messages.ts'

/** The indices of one fold. */
export interface Fold {
  /** From 0. */
  readonly index: number
  readonly train: readonly number[]
  readonly test: readonly number[]
}

export interface KFoldOptions {
  /** How many folds; from 2 to the number of samples, default 5. */
  readonly folds?: number
  /** Shuffles before dividing, the same way for the same seed; default: the samples stay in order. */
  readonly shuffle?: Seed
  /** A label for each sample: every fold then gets its share of each label. */
  readonly stratify?: readonly unknown[]
}

/**
 * Divides `samples` indices into folds whose sizes differ by one at most; each index is tested exactly once.
 *
 * @throws InputError `validation/bad-folds`
 */
export function kFold(samples: number, options: KFoldOptions = {}): readonly Fold[] {
  checkOptionNames('kFold', options, ['folds', 'shuffle', 'stratify'])
  const { folds = 5, shuffle, stratify } = options
  if (!Number.isSafeInteger(samples) || samples < 2) {
    throw badArgument({
      call: 'kFold',
      what: 'the number of samples',
      value: samples,
      allowed: 'a whole number, at least 2',
    })
  }
  if (!Number.isInteger(folds) || folds < 2 || folds > samples) throw badFolds(folds, samples)
  if (stratify !== undefined && stratify.length !== samples) throw badFolds(stratify.length, samples, 'stratify')
  const order = stratified(shuffled(samples, shuffle), stratify)
  const foldOf = new Uint32Array(samples)
  order.forEach((sample, at) => (foldOf[sample] = at % folds))
  const all = Array.from({ length: samples }, (_, i) => i)
  return Array.from({ length: folds }, (_, index) => ({
    index,
    train: all.filter((i) => foldOf[i] !== index),
    test: all.filter((i) => foldOf[i] === index),
  }))
}

function shuffled(samples: number, seed: Seed | undefined): readonly number[] {
  const order = Array.from({ length: samples }, (_, i) => i)
  if (seed === undefined) return order
  const rng = createRng(seed)
  for (let i = samples - 1; i > 0; i--) {
    const j = rng.integer(i + 1)
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}

/** Samples of one label follow one another, so that dealing them out gives each fold its share. */
function stratified(order: readonly number[], labels: readonly unknown[] | undefined): readonly number[] {
  if (labels === undefined) return order
  const groups = new Map<unknown, number[]>()
  for (const sample of order) {
    const group = groups.get(labels[sample])
    if (group === undefined) groups.set(labels[sample], [sample])
    else group.push(sample)
  }
  return [...groups.values()].flat()
}
