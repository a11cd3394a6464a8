import { InputError, describeValue } from '../../base/errors.ts'

export const badFolds = (value: unknown, samples: number, what: 'folds' | 'stratify' = 'folds'): InputError =>
  new InputError('validation/bad-folds', {
    what: `${what === 'folds' ? 'folds is' : 'The number of labels in stratify is'} ${describeValue(value)} for ${samples} samples.`,
    allowed: what === 'folds' ? `a whole number from 2 to the number of samples` : 'one label per sample',
    advice: what === 'folds' ? 'Use fewer folds, or more data.' : 'Give the label of every sample, in order.',
    details: { value, samples },
  })
