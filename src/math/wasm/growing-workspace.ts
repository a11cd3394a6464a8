import type { WasmInstance } from './load-wasm.ts'

/** Numbers in the memory of an instance, and their address. */
export interface Region {
  readonly at: number
  readonly numbers: Float64Array
}

/** An instance with room for matrices of up to `size` rows, in regions by name. */
export type WasmWorkspace<Functions, Name extends string> = Readonly<Record<Name, Region>> & {
  readonly functions: Functions
  /** A multiple of 8. */
  readonly size: number
}

/**
 * Gives a workspace for matrices of so many rows: the same one, with what it holds, as long as it is large enough. Null
 * where `load` gives none.
 *
 * A larger one is an instance of its own, whose numbers are 0: the memory of the smaller one is free again as soon as
 * nobody holds it, which an instance that grows would keep.
 *
 * @param lengths how many numbers each region takes for matrices of `size` rows
 */
export function growingWorkspace<Functions, Name extends string>(
  load: () => WasmInstance<Functions> | null,
  lengths: (size: number) => Readonly<Record<Name, number>>,
): (rows: number) => WasmWorkspace<Functions, Name> | null {
  let held: WasmWorkspace<Functions, Name> | null = null
  return (rows) => {
    if (held === null || held.size < rows) {
      const size = Math.ceil(Math.max(rows, 64) / 8) * 8
      const instance = load()
      held = instance && { functions: instance.functions, size, ...reserveRegions(instance, lengths(size)) }
    }
    return held
  }
}

function reserveRegions<Name extends string>(
  instance: WasmInstance<unknown>,
  lengths: Readonly<Record<Name, number>>,
): Record<Name, Region> {
  const reserved = Object.entries<number>(lengths).map(
    ([name, length]) => [name, instance.reserve(8 * length), length] as const,
  )
  // Views only now: reserving detaches them.
  const regions = reserved.map(([name, at, length]) => [name, { at, numbers: instance.float64(at, length) }])
  return Object.fromEntries(regions) as Record<Name, Region>
}
