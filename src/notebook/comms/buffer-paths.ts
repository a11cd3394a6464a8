import type { JsonObject } from '../protocol/message.ts'

type Path = readonly (string | number)[]

/** A state as the widget protocol sends it: JSON, and beside it the bytes with the places that they were taken from. */
export interface SplitState {
  readonly state: JsonObject
  readonly buffer_paths: readonly Path[]
  readonly buffers: readonly Uint8Array[]
}

/**
 * Takes the bytes out of a state. As the protocol asks, a place in a list then holds null and a key of an object is gone.
 * (ipywidgets messages 2.1, "State synchronization".)
 */
export function splitBuffers(state: JsonObject): SplitState {
  const buffer_paths: Path[] = []
  const buffers: Uint8Array[] = []
  const take = (value: unknown, path: Path): unknown => {
    const bytes = bytesOf(value)
    if (bytes !== null) {
      buffer_paths.push(path)
      buffers.push(bytes)
      return undefined
    }
    if (Array.isArray(value)) return value.map((item, index) => take(item, [...path, index]) ?? null)
    return isPlain(value) ? takeAll(value, path) : value
  }
  const takeAll = (object: JsonObject, path: Path): JsonObject => {
    const entries = Object.entries(object).map(([key, value]) => [key, take(value, [...path, key])] as const)
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  }
  return { state: takeAll(state, []), buffer_paths, buffers }
}

/** Puts the bytes back, as Uint8Array. Paths that lead nowhere are left out: they come from outside. */
export function joinBuffers(state: JsonObject, paths: unknown, buffers: readonly Uint8Array[]): JsonObject {
  if (!Array.isArray(paths)) return state
  return paths.reduce<JsonObject>((joined, path: unknown, index) => {
    const known = Array.isArray(path) && path.length > 0 && index < buffers.length
    return known ? (put(joined, path as Path, buffers[index]) as JsonObject) : joined
  }, state)
}

function put(into: unknown, [key, ...rest]: Path, bytes: Uint8Array): unknown {
  if (key === '__proto__') return into
  if (Array.isArray(into)) {
    return into.map((item: unknown, index) =>
      index === key ? (rest.length > 0 ? put(item, rest, bytes) : bytes) : item,
    )
  }
  if (!isPlain(into)) return into
  return { ...into, [key]: rest.length > 0 ? put(into[key], rest, bytes) : bytes }
}

function bytesOf(value: unknown): Uint8Array | null {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer ? new Uint8Array(value) : null
}

function isPlain(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !('toJSON' in value)
}
