import { inspect, stripVTControlCharacters } from 'node:util'
import { truncated } from './messages.ts'

const inspectOptions = { colors: false, depth: 4, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 100 }

/** Longer texts stop being read, and are kept in the notebook for ever. */
const longest = 20_000

/** A value as `text/plain`: what `util.inspect` shows, without colours, bounded, and never throwing. */
export function plainText(value: unknown): string {
  const text = stripVTControlCharacters(inspectTensor(value) ?? timerText(value) ?? safeInspect(value))
  return bounded(text)
}

/** As much of a text as a reader may want, with a note of how long it was. */
export function bounded(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}\n${truncated(longest, text.length)}`
}

function safeInspect(value: unknown): string {
  try {
    return inspect(value, inspectOptions)
  } catch {
    // Its own inspect method or a getter threw; what is left is its kind.
  }
  try {
    return inspect(value, { ...inspectOptions, customInspect: false, getters: false, showProxy: true })
  } catch {
    return `[${typeof value}]`
  }
}

/** What `setTimeout` gives, often the last value of a cell by accident: its insides are nobody's business. */
function timerText(value: unknown): string | null {
  try {
    const { constructor, hasRef, _idleTimeout: ms } = Object(value) as Readonly<Record<string, unknown>>
    const { name } = Object(constructor) as { readonly name?: unknown }
    if ((name !== 'Timeout' && name !== 'Immediate') || typeof hasRef !== 'function') return null
    return typeof ms === 'number' && ms > 0 ? `${name} (${ms} ms)` : name
  } catch {
    return null
  }
}

interface TensorLike {
  readonly dtype: string
  readonly shape: readonly number[]
  toString(): string
}

/** TensorFlow.js tensors hold an id and a backend handle; what a reader wants is the shape and the numbers. */
function inspectTensor(value: unknown): string | null {
  try {
    if (!isTensorLike(value)) return null
    const numbers = value.toString()
    return numbers.startsWith('[object') ? null : `${numbers}\nshape [${value.shape.join(', ')}], ${value.dtype}`
  } catch {
    return null
  }
}

function isTensorLike(value: unknown): value is TensorLike {
  if (typeof value !== 'object' || value === null) return false
  const { dtype, shape, dataSync } = value as { dtype?: unknown; shape?: unknown; dataSync?: unknown }
  return typeof dtype === 'string' && Array.isArray(shape) && typeof dataSync === 'function'
}
