import { AsyncLocalStorage } from 'node:async_hooks'

import { withoutWarnings } from '../../base/without-warnings.ts'

/** What Node.js keeps of the async contexts that are entered; its own modules are the only others that see it. */
interface AsyncWrap {
  readonly async_hook_fields: Uint32Array
  readonly constants: Readonly<Record<(typeof counters)[number] | 'kTotals' | 'kCheck', number>>
  readonly clearAsyncIdStack: () => void
}

const counters = ['kInit', 'kBefore', 'kAfter', 'kDestroy', 'kPromiseResolve'] as const

/** Whether AsyncLocalStorage is built on async hooks: in Node.js 20, and in 22 without `--experimental-async-context-frame`. */
const usesAsyncHooks = '_enable' in AsyncLocalStorage.prototype

/**
 * Lets code be ended by force, also where async hooks are in use. Whoever enters an async context pushes it on a stack and takes
 * it off in the end; code that is cut off does not, and Node.js, which finds the stack higher than it was, takes that for
 * corruption and aborts. So the stack is emptied and the comparison (`kCheck`, `kTotals`) left out until the event loop
 * is reached, as Node.js itself empties it after an uncaught error.
 *
 * Node.js 24 keeps that stack to itself and needs it only for hooks that a cell has set up with `createHook`: with one of
 * them active, code that is ended by force there takes the process with it.
 */
export class AsyncContexts {
  private readonly wrap = findAsyncWrap()
  private check = 0

  /** Whether the process survives the end of what it executes. */
  get canBeCut(): boolean {
    return this.wrap !== null || (!usesAsyncHooks && process.execArgv.includes('--no-force-async-hooks-checks'))
  }

  /** To be called on top of the code that is about to end. */
  cut(): void {
    if (this.wrap === null) return
    const { async_hook_fields: fields, constants, clearAsyncIdStack } = this.wrap
    this.check = fields[constants.kCheck]
    fields[constants.kCheck] = 0
    fields[constants.kTotals] = 0
    clearAsyncIdStack()
  }

  /** The code is gone, and this is the event loop: what it still entered is left, and from here on all is compared again. */
  restore(): void {
    if (this.wrap === null) return
    const { async_hook_fields: fields, constants, clearAsyncIdStack } = this.wrap
    clearAsyncIdStack()
    fields[constants.kCheck] = this.check
    fields[constants.kTotals] = counters.reduce((sum, counter) => sum + fields[constants[counter]], 0)
  }
}

function findAsyncWrap(): AsyncWrap | null {
  const { binding } = process as unknown as { readonly binding?: (name: string) => Partial<AsyncWrap> }
  try {
    // It warns that it is deprecated.
    const wrap = withoutWarnings(() => binding?.call(process, 'async_wrap'))
    const { async_hook_fields: fields, constants, clearAsyncIdStack } = wrap ?? {}
    const isKnown = fields instanceof Uint32Array && typeof clearAsyncIdStack === 'function'
    const names = [...counters, 'kTotals', 'kCheck'] as const
    return isKnown && names.every((name) => typeof constants?.[name] === 'number') ? (wrap as AsyncWrap) : null
  } catch {
    return null
  }
}
