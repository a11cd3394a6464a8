import { badState } from './messages.ts'

/** What an optimiser would lose if the program ended: plain data, to be stored or sent to another thread. */
export interface OptimizerState {
  /** Which optimiser it belongs to: `adam`, `lbfgs`. */
  readonly kind: string
  readonly stopReason: string | null
  readonly numbers: Readonly<Record<string, number>>
  readonly arrays: Readonly<Record<string, Float64Array>>
}

/** The arrays that an optimiser keeps, by name. */
export type StateArrays = Readonly<Record<string, Float64Array>>

/** Copies of `arrays`, which the optimiser goes on changing. */
export function copyArrays(arrays: StateArrays): StateArrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()]))
}

/**
 * Checks that `state` is one of `kind` with as many numbers as the optimiser has room for, and copies its arrays into those
 * of the optimiser. Nothing is changed if it does not fit.
 *
 * @throws InputError `optimize/bad-state`
 */
export function restoreArrays(state: OptimizerState, kind: string, arrays: StateArrays): void {
  if (state.kind !== kind) throw badState(`It belongs to "${state.kind}"`, `the state of "${kind}"`)
  for (const [name, array] of Object.entries(arrays)) {
    const given = state.arrays[name]
    if (given?.length !== array.length) {
      throw badState(`Its "${name}" has ${given?.length ?? 'no'} numbers`, `${array.length} numbers`)
    }
  }
  for (const [name, array] of Object.entries(arrays)) array.set(state.arrays[name])
}

/** The state as text that survives JSON: arrays as base64 of their bytes, so that not a bit is lost, NaN and −0 included. */
export function encodeState({ numbers, arrays, ...rest }: OptimizerState): string {
  const encoded = Object.entries(arrays).map(([name, array]) => [name, toBase64(array)])
  const names = Object.keys(numbers)
  return JSON.stringify({
    ...rest,
    names,
    numbers: toBase64(Float64Array.from(names, (name) => numbers[name])),
    arrays: Object.fromEntries(encoded),
  })
}

/**
 * The reverse of `encodeState`.
 *
 * @throws InputError `optimize/bad-state` when the text is not one of its
 */
export function decodeState(text: string): OptimizerState {
  try {
    const { kind, stopReason, names, numbers, arrays } = JSON.parse(text) as EncodedState
    const values = fromBase64(numbers)
    return {
      kind,
      stopReason,
      numbers: Object.fromEntries(names.map((name, i) => [name, values[i]])),
      arrays: Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, fromBase64(array)])),
    }
  } catch {
    throw badState('It cannot be read', 'what encodeState has written')
  }
}

interface EncodedState {
  readonly kind: string
  readonly stopReason: string | null
  readonly names: readonly string[]
  readonly numbers: string
  readonly arrays: Readonly<Record<string, string>>
}

function toBase64(array: Float64Array): string {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  let text = ''
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i])
  return btoa(text)
}

function fromBase64(text: string): Float64Array {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  return new Float64Array(bytes.buffer)
}
