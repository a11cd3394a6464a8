/**
 * A function on a batch of points together with its derivatives along each input: one Taylor stream per quantity.
 * Every array is [units, points], row-major; `points` may include padding.
 */
export interface Jets {
  readonly value: Float64Array
  /** ∂/∂x_d, one array per input d. */
  readonly first: readonly Float64Array[]
  /** ∂²/∂x_d², one array per input d. */
  readonly second: readonly Float64Array[]
  /** All of the above: the value, then the first, then the second derivatives. */
  readonly streams: readonly Float64Array[]
}

/** Zeroed jets of `size` numbers a stream. */
export function createJets(size: number, inputs: number): Jets {
  return jetsOf(Array.from({ length: 1 + 2 * inputs }, () => new Float64Array(size)))
}

/** Entries [from, to) of every stream, as views of the same memory. */
export function sliceJets(jets: Jets, from: number, to: number): Jets {
  return jetsOf(jets.streams.map((stream) => stream.subarray(from, to)))
}

/** Jets out of their `streams`, in the order of those. */
export function jetsOf(streams: readonly Float64Array[]): Jets {
  const inputs = (streams.length - 1) / 2
  return { value: streams[0], first: streams.slice(1, 1 + inputs), second: streams.slice(1 + inputs), streams }
}
