import { spellingAdvice } from '../../base/closest-name.ts'
import { describeValue, InputError } from '../../base/errors.ts'

export function badNetOption(name: string, value: unknown, allowed: string): InputError {
  return new InputError('train/bad-option', {
    what: `Training option "net.${name}" got ${describeValue(value)}.`,
    allowed,
    advice: `Correct "net.${name}".`,
    details: { option: `net.${name}`, value },
  })
}

export function unknownNetChoice(name: string, value: unknown, known: { choices: readonly string[]; or?: string }) {
  return new InputError('train/bad-option', {
    what: `Training option "net.${name}" got ${describeValue(value)}.`,
    allowed: [...known.choices, ...(known.or === undefined ? [] : [`or ${known.or}`])].join(', '),
    advice: spellingAdvice(value, known.choices, `Correct "net.${name}".`),
    details: { option: `net.${name}`, value },
  })
}

export function badPartials(value: unknown, inputs: number): InputError {
  return new InputError('train/bad-partials', {
    what: `A network of ${inputs} inputs was asked for the partial derivatives ${describeValue(value)}.`,
    allowed: `different lists of ${inputs} whole numbers each, 0 or above, that add up to at most 4`,
    advice: 'Name each derivative by its order in every input: [0, 2] is u_tt of u(x, t), and [0, 0] is u.',
    details: { value, inputs },
  })
}

export function roughActivation(name: string, derivatives: number, needed: number): InputError {
  return new InputError('train/rough-activation', {
    what: `The activation "${name}" has ${describeValue(derivatives)} derivatives, but training needs ${needed} of them.`,
    allowed: 'one derivative more than the highest order of the equation',
    advice: 'Take tanh, sin, silu or gelu, or give the missing derivatives.',
    details: { activation: name, derivatives, needed },
  })
}

export function badShape(what: string, got: number, allowed: string): InputError {
  return new InputError('train/bad-shape', {
    what: `${what} got ${describeValue(got)} numbers.`,
    allowed,
    advice: 'Pass flat arrays of the lengths that the network states.',
    details: { what, got },
  })
}

export function badEngineOption(name: string, value: unknown, allowed: string): InputError {
  return new InputError('train/bad-option', {
    what: `Training option "${name}" got ${describeValue(value)}.`,
    allowed,
    advice: `Correct "${name}".`,
    details: { option: name, value },
  })
}

export function noEngine(activation: unknown): InputError {
  return new InputError('train/no-engine', {
    what: `The engine "wasm" cannot run a network with the activation ${describeValue(activation)} here.`,
    allowed: 'tanh, sin, silu and gelu, where WebAssembly has SIMD and ANSATZ_WASM is not "off"',
    advice: 'Leave "engine" out to run in plain TypeScript instead.',
    details: { activation },
  })
}
