import { spellingAdvice } from '../../base/closest-name.ts'
import { describeValue, InputError } from '../../base/errors.ts'

export function badScheduleOption(name: string, value: unknown, allowed: string): InputError {
  return new InputError('schedules/bad-option', {
    what: `Schedule option "${name}" got ${describeValue(value)}.`,
    allowed,
    advice: `Correct "${name}".`,
    details: { option: name, value },
  })
}

export function badLength(name: string, value: unknown): InputError {
  return new InputError('schedules/bad-length', {
    what: `Schedule option "${name}" got ${describeValue(value)}.`,
    allowed: 'a share of the training in [0, 1), or a whole number of steps from 1 on',
    advice: 'Prefer a share: it means the same for short trainings and long ones.',
    details: { option: name, value },
  })
}

export function badStep(name: 'step' | 'steps', value: unknown): InputError {
  return new InputError('schedules/bad-step', {
    what: `A schedule was asked with "${name}" = ${describeValue(value)}.`,
    allowed: name === 'step' ? 'a number of at least 0' : 'a number above 0',
    advice: 'Ask with the number of the step, from 0, and the number of all steps.',
    details: { name, value },
  })
}

export function unknownSchedule(name: unknown, names: readonly string[]): InputError {
  return new InputError('schedules/unknown', {
    what: `There is no schedule ${describeValue(name)}.`,
    allowed: names.join(', '),
    advice: spellingAdvice(name, names, 'Choose one of them.'),
    details: { name, names },
  })
}
