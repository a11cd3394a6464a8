import { describeValue, EnvironmentError, InputError, StateError } from '../base/errors.ts'

/** One backend that was not taken, and why. */
export interface Refusal {
  readonly name: string
  readonly reason: string
}

export function missingPeer(name: string, range: string, purpose: string): EnvironmentError {
  return new EnvironmentError('tensor/missing-peer', {
    what: `${purpose} needs the package ${name}, which is not installed.`,
    advice: `Run \`npm install ${name}@${range}\`.`,
    details: { package: name, range },
  })
}

export function brokenPeer(name: string, reason: string, cause: unknown): EnvironmentError {
  return new EnvironmentError('tensor/broken-peer', {
    what: `The package ${name} is installed but does not load: ${reason}`,
    advice: 'Install it again; `ansatz doctor` shows which backends work.',
    details: { package: name },
    cause,
  })
}

export function unknownBackend(name: string, allowed: readonly string[]): InputError {
  return new InputError('tensor/unknown-backend', {
    what: `There is no tensor backend ${describeValue(name)}.`,
    allowed: allowed.join(', '),
    advice: 'Correct the option "backend", or the environment variable ANSATZ_BACKEND where that asked for it.',
    details: { backend: name, allowed },
  })
}

export function backendRefused({ name, reason }: Refusal): EnvironmentError {
  return new EnvironmentError('tensor/backend-refused', {
    what: `The tensor backend "${name}" was asked for and cannot be used: ${reason}`,
    advice: 'Ask for another one, or for "auto". `ansatz doctor` shows what each needs.',
    details: { backend: name, reason },
  })
}

export function providerRefused(provider: string, reason: string, cause: unknown): EnvironmentError {
  return new EnvironmentError('tensor/provider-refused', {
    what: `ONNX Runtime cannot compute on "${provider}" here: ${reason}.`,
    advice: 'Leave "provider" out to compute on the processor. `ansatz doctor` shows what works.',
    details: { provider, reason },
    cause,
  })
}

export function noBackend(refusals: readonly Refusal[]): EnvironmentError {
  const reasons = refusals.map(({ name, reason }) => `${name}: ${reason}`).join(' · ')
  return new EnvironmentError('tensor/no-backend', {
    what: `No tensor backend works here (${reasons}).`,
    advice: 'Run `npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm`, or ask for the slow "cpu" by name.',
    details: { refusals },
  })
}

export function notSmooth(activation: string, allowed: readonly string[]): InputError {
  return new InputError('tensor/not-smooth', {
    what: `TensorFlow.js has no second derivative of the activation "${activation}".`,
    allowed: allowed.join(', '),
    advice: 'Choose another activation for a loss that holds derivatives of the network.',
    details: { activation, allowed },
  })
}

export function leakedTensors(
  what: string,
  leak: { readonly tensors: number; readonly bytes: number; readonly variables: readonly string[] },
): StateError {
  const named = leak.variables.length === 0 ? '' : ` (among them the variables ${leak.variables.join(', ')})`
  return new StateError('tensor/leak', {
    what: `${what} left ${leak.tensors} tensors with ${leak.bytes} bytes behind${named}.`,
    advice: 'Dispose models, optimisers and what was kept with tf.keep, or return what should stay.',
    details: { ...leak },
  })
}

export function overlappingScopes(what: string): StateError {
  return new StateError('tensor/overlapping-scopes', {
    what: `${what} ended while a memory scope that began later was still open.`,
    advice: 'Await one scope before the next begins: TensorFlow.js has one stack of scopes for the whole process.',
  })
}

export function badTensorOption(name: string, value: unknown, allowed: string): InputError {
  return new InputError('tensor/bad-option', {
    what: `Tensor option "${name}" got ${describeValue(value)}.`,
    allowed,
    advice: `Correct "${name}".`,
    details: { option: name, value },
  })
}

export function shapeMismatch(
  what: string,
  got: readonly (number | null)[],
  wanted: readonly (number | null)[],
): InputError {
  return new InputError('tensor/shape', {
    what: `${what} has the shape [${got.join(', ')}].`,
    allowed: `[${wanted.join(', ')}]`,
    advice: 'Correct the shape.',
    details: { got, wanted },
  })
}
