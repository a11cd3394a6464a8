import { InputError, StateError, describeValue } from '../../base/errors.ts'

export const badConfidence = (confidence: unknown): InputError =>
  new InputError('analysis/bad-confidence', {
    what: `confidence is ${describeValue(confidence)}.`,
    allowed: 'a number between 0 and 1, such as 0.95',
    advice: 'Give the probability with which the interval should hold the true mean.',
    details: { value: confidence },
  })

export const nothingComplete = (study: string): StateError =>
  new StateError('study/no-complete-trial', {
    what: `Study ${describeValue(study)} has no feasible complete trial with a finite value.`,
    advice: 'Run more trials first.',
    details: { study },
  })

export const badTarget = (target: unknown): InputError =>
  new InputError('analysis/bad-target', {
    what: `The share of good trials is ${describeValue(target)}.`,
    allowed: 'a number between 0 and 1, such as 0.1',
    advice: 'Give the share of trials that count as good.',
    details: { value: target },
  })
