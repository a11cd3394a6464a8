/**
 * The signal of whatever runs the program now: in a notebook it aborts when the reader interrupts the running cell. A
 * plain script has none.
 *
 * The notebook session provides it as the global `cellSignal`, which every copy of this package can see.
 */
export function hostSignal(): AbortSignal | undefined {
  const signal = (globalThis as { readonly cellSignal?: unknown }).cellSignal
  return isSignal(signal) ? signal : undefined
}

/** By shape: a cell of a notebook may make its signals in another realm. */
export function isSignal(value: unknown): value is AbortSignal {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value
}
