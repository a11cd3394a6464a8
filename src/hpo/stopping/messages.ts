import { describeValue, InputError, StateError } from '../../base/errors.ts'

export const badStopRule = (name: string, value: unknown, allowed: string): InputError =>
  new InputError('study/bad-stop-rule', {
    what: `stopWhen.${name} got ${describeValue(value)}.`,
    allowed,
    advice: 'Correct it, or leave the rule out.',
    details: { rule: name, value },
  })

export const ruleNotLoaded = (name: string): StateError =>
  new StateError('study/rule-not-loaded', {
    what: `The rule ${describeValue(name)} watches a study without having been loaded.`,
    advice: 'Await rule.load?.() before rule.watch(); study.optimize does so.',
    details: { rule: name },
  })

export const errorUnknown = (trial: number): StateError =>
  new StateError('study/error-unknown', {
    what: `stopWhen.regretBound compares with the noise of the best value, and trial ${trial} was measured only once.`,
    advice:
      'Give a tolerance in the unit of the objective, as in stopWhen.regretBound({ tolerance: 1e-3 }), or measure with ' +
      'study.optimize(…, { repeats: 3 }).',
    details: { trial },
  })
