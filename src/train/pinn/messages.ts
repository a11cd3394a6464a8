import { badArgument } from '../../base/check-argument.ts'
import { spellingAdvice } from '../../base/closest-name.ts'
import { describeValue, InputError } from '../../base/errors.ts'

/** @throws InputError `train/bad-option` unless `value` is a finite number above zero. */
export function requirePositive(name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) throw badOption(name, value, 'a finite number above 0')
}

/** @throws InputError `train/bad-option` unless `value` is a finite number, zero or above. */
export function requireNotNegative(name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) throw badOption(name, value, 'a finite number, 0 or above')
}

/** @throws InputError `train/bad-option` unless `value` is a whole number of at least `least`. */
export function requireCount(name: string, value: number, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least))
    throw badOption(name, value, `a whole number, ${least} or above`)
}

export function badOption(name: string, value: unknown, allowed: string): InputError {
  return new InputError('train/bad-option', {
    what: `Training option "${name}" got ${describeValue(value)}.`,
    allowed,
    advice: `Correct "${name}".`,
    details: { option: name, value },
  })
}

export function unknownChoice(name: string, value: unknown, choices: readonly string[]): InputError {
  return new InputError('train/bad-option', {
    what: `Training option "${name}" got ${describeValue(value)}.`,
    allowed: choices.join(', '),
    advice: spellingAdvice(value, choices),
    details: { option: name, value, choices },
  })
}

export function noProblem(call: string, value: unknown): InputError {
  return badArgument({
    call,
    what: 'the problem',
    value,
    allowed: 'what pinn.problem gives, or one that is ready',
    advice: `Write ${call}(pinn.oscillator()), or define your own with pinn.problem.`,
  })
}

export function nakedTerm(term: string, value: unknown): InputError {
  return new InputError('train/bad-option', {
    what: `The term "${term}" of a problem got ${describeValue(value)}.`,
    allowed: 'an object with a residual or data',
    advice: `Write ${term}: { residual: ({ u_t, u_xx }) => u_t - u_xx }.`,
    details: { option: `terms.${term}`, value },
  })
}

export function emptySchedule(schedule: unknown): InputError {
  return new InputError('train/bad-option', {
    what: `Training option "schedule" got ${describeValue(schedule)}, which holds no steps.`,
    allowed: 'at least one step in all',
    advice:
      "Give { adam: 600, lbfgs: 300 }, [{ optimizer: 'soap', steps: 600 }], or { steps: 900, adamFraction: 2 / 3 }.",
    details: { option: 'schedule', value: schedule },
  })
}

export function unknownOptimizer(option: string, name: unknown, names: readonly string[]): InputError {
  return new InputError('train/unknown-optimizer', {
    what: `Training option "${option}" names the optimiser ${describeValue(name)}, which there is not.`,
    allowed: names.join(', '),
    advice: spellingAdvice(name, names, 'Give { adam: 600, lbfgs: 300 }, or a list of { optimizer, steps }.'),
    details: { option, name, names },
  })
}

export function unknownTerm(problem: string, term: string, terms: readonly string[]): InputError {
  return new InputError('train/unknown-term', {
    what: `The weights name "${term}", which the problem "${problem}" does not have.`,
    allowed: terms.join(', '),
    advice: spellingAdvice(term, terms, 'Rename the weight or remove it.'),
    details: { problem, term, terms },
  })
}

export function missingTerm(problem: string, term: string, terms: readonly string[]): InputError {
  return new InputError('train/missing-term', {
    what: `The weights have none for "${term}", a term of the problem "${problem}".`,
    allowed: `one weight for each of ${terms.join(', ')}`,
    advice: `Add "${term}"; a weight of 0 leaves the term out of the loss.`,
    details: { problem, term, terms },
  })
}

export function badWeight(term: string, value: unknown): InputError {
  return new InputError('train/bad-weight', {
    what: `The weight of "${term}" got ${describeValue(value)}.`,
    allowed: 'a finite number, 0 or above',
    advice: 'Only ratios between weights matter, so scale all of them into a usual range.',
    details: { term, value },
  })
}

export function allWeightsZero(terms: readonly string[]): InputError {
  return new InputError('train/bad-weight', {
    what: 'Every loss weight is 0, so there is nothing to minimise.',
    allowed: `a weight above 0 for at least one of ${terms.join(', ')}`,
    advice: 'Give the terms that matter a weight above 0.',
    details: { terms },
  })
}

export function badCoordinates(length: number, inputs: number): InputError {
  return new InputError('train/bad-points', {
    what: `predict got ${length} numbers, which is not a whole number of points.`,
    allowed: `${inputs} coordinates for each of one or more points, in a row`,
    advice: 'Pass the points as one flat array, point after point.',
    details: { length, inputs },
  })
}

export function badDomain(domain: unknown): InputError {
  return new InputError('train/bad-domain', {
    what: `The domain of a problem got ${describeValue(domain)}.`,
    allowed: 'one finite interval [low, high] with low < high for each coordinate, and a single letter as its name',
    advice: 'Write { x: [-1, 1], t: [0, 1] }.',
    details: { domain },
  })
}

export function badTermPlace(term: string, place: unknown, domain: readonly { readonly name: string }[]): InputError {
  return new InputError('train/bad-place', {
    what: `The term "${term}" is asked for at ${describeValue(place)}, which is not in the domain.`,
    allowed: `values of ${domain.map(({ name }) => name).join(', ')} inside their intervals`,
    advice: 'Leave "at" out for an equation in the whole domain; write { x: [0, 1] } for two ends.',
    details: { term, place },
  })
}

export function badKnownField(value: unknown, coordinates: readonly string[]): InputError {
  return new InputError('train/bad-field', {
    what: `A known field got ${describeValue(value)}, which cannot be differentiated.`,
    allowed: `one expression of ${coordinates.join(', ')}, the constants that are given, and functions of Math`,
    advice:
      'Write ({ x, t }) => t * (1 - x ** 2), or give a function of point, orders and output with all derivatives.',
    details: { value, coordinates },
  })
}

export function bothMoves(resampleEvery: unknown): InputError {
  return new InputError('train/bad-option', {
    what: `Training got both "sampling" and "resampleEvery" = ${describeValue(resampleEvery)}.`,
    allowed: 'one of them',
    advice: 'Give the interval to the rule: sampling.rad({ every: 200 }).',
    details: { option: 'resampleEvery', value: resampleEvery },
  })
}

export function badMovedPoints(kind: string, points: ArrayLike<number>, width: number): InputError {
  return new InputError('train/bad-points', {
    what: `The sampling rule "${kind}" gave ${points.length} numbers as points of ${width} numbers each.`,
    allowed: 'one or more whole points, row by row, all of them finite',
    advice: 'Let the rule choose whole rows of the candidates it is given.',
    details: { kind, count: points.length, width },
  })
}

/** @param given what the checkpoint was made with @param wanted what the training is made with */
export function badCheckpoint(given: CheckpointOrigin, wanted: CheckpointOrigin): InputError {
  const describe = ({ problem, seed, phase }: CheckpointOrigin): string =>
    `"${problem}" with seed ${describeValue(seed)} in the phase ${describeValue(phase)}`
  return new InputError('train/bad-checkpoint', {
    what: `resumeFrom got a checkpoint of ${describe(given)}.`,
    allowed: `one of ${describe(wanted)}`,
    advice: 'Give the problem and the options that the checkpoint was made with, and no other seed.',
    details: { given, wanted },
  })
}

export function brokenCheckpoint(term: string): InputError {
  return new InputError('train/bad-checkpoint', {
    what: `resumeFrom has no points of the term "${term}".`,
    allowed: 'a checkpoint with a Float64Array of whole points for every term',
    advice: 'Store checkpoints with structuredClone or the serialize of node:v8: JSON turns typed arrays into objects.',
    details: { term },
  })
}

interface CheckpointOrigin {
  readonly problem: string
  readonly seed: unknown
  readonly phase: unknown
}

export function noEngine(engine: string, what: string, allowed: string): InputError {
  return new InputError('train/no-engine', {
    what: `The engine "${engine}" cannot ${what}.`,
    allowed,
    advice: 'Leave "engine" out to train with the engine that every problem runs on.',
    details: { engine },
  })
}
