import { spellingAdvice } from '../../base/closest-name.ts'
import { describeValue, InputError } from '../../base/errors.ts'

export function noStudy(value: unknown): InputError {
  return new InputError('plots/no-study', {
    what: `A plot needs a study, got ${describeValue(value)}.`,
    allowed: 'a study, or an object with `name`, `directions` and `trials`',
    advice: 'Pass the study itself; await it first if it comes from createStudy or loadStudy.',
    details: { value },
  })
}

export function unknownOption(option: string, allowed: readonly string[]): InputError {
  return new InputError('plots/unknown-option', {
    what: `A plot has no option ${JSON.stringify(option)}.`,
    allowed: allowed.join(', '),
    advice: spellingAdvice(option, allowed),
    details: { option, allowed },
  })
}

export function badTarget(target: unknown, objectives: number): InputError {
  const indices = objectives === 1 ? '0' : `a whole number from 0 to ${objectives - 1}`
  const missing = target === undefined
  return new InputError(missing ? 'plots/target-needed' : 'plots/bad-target', {
    what: missing
      ? `The study has ${objectives} objectives and \`target\` does not say which to draw.`
      : `\`target\` got ${describeValue(target)}.`,
    allowed: `${indices} (the objective), or a function from a trial to a number`,
    advice: missing ? 'Pass for example { target: 0 }.' : 'Name an objective that the study has.',
    details: { target, objectives },
  })
}

export function targetThrew(trial: number, cause: unknown): InputError {
  return new InputError('plots/bad-target', {
    what: `\`target\` threw on trial ${trial}: ${describeValue(cause instanceof Error ? cause.message : cause)}.`,
    advice: 'Let the function return NaN for trials that it cannot judge; they are left out.',
    details: { trial },
    cause,
  })
}

export function badTargetName(name: unknown): InputError {
  return new InputError('plots/bad-target-name', {
    what: `\`targetName\` got ${describeValue(name)}.`,
    allowed: 'a text',
    advice: "Pass for example { targetName: 'relative L2 error' }.",
    details: { name },
  })
}

export function badScale(scale: unknown): InputError {
  return new InputError('plots/bad-scale', {
    what: `\`scale\` got ${describeValue(scale)}.`,
    allowed: "'auto', 'linear', 'log'",
    advice: 'Drop the option to let the values decide.',
    details: { scale },
  })
}

export function badParams(params: unknown): InputError {
  return new InputError('plots/bad-params', {
    what: `\`params\` got ${describeValue(params)}.`,
    allowed: 'a list of at least one parameter name',
    advice: 'Drop the option to draw all parameters.',
    details: { params },
  })
}

export function unknownParam(param: string, known: readonly string[]): InputError {
  return new InputError('plots/unknown-param', {
    what: `No trial of the study has a parameter ${JSON.stringify(param)}.`,
    allowed: known.length > 20 ? `${known.slice(0, 20).join(', ')}, … (${known.length} in all)` : known.join(', '),
    advice: spellingAdvice(param, known, 'Check the spelling in `params`.'),
    details: { param, known },
  })
}
