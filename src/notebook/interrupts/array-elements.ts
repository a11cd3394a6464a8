import type { CellRuntime } from '../compiler/rewriting/cell-runtime.ts'

const iterator: typeof Symbol.iterator = Symbol.iterator
const { isArray } = Array
const { apply } = Reflect
const values = Array.prototype[iterator] as unknown
const arrayIterators = Object.getPrototypeOf([][iterator]()) as { readonly next: unknown; readonly return?: unknown }
const { next } = arrayIterators

const round = { done: false, value: undefined } as const
const endless: IterableIterator<undefined> = { [iterator]: () => endless, next: () => round }

/** How loops over arrays come to the elements: see `splitForOf`. */
export const arrayElements: Pick<CellRuntime, 'list' | 'isArray' | 'endless'> = {
  list: (given) => {
    if (!isArray(given)) return given
    // Read once, as a loop would.
    const iterate: unknown = given[iterator]
    if (iterate === values && arrayIterators.next === next && arrayIterators.return === undefined) return given
    if (typeof iterate !== 'function') return { [iterator]: iterate }
    return { [iterator]: () => apply(iterate, given, []) as unknown }
  },
  isArray,
  endless,
}
