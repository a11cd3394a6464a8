import { AsyncLocalStorage } from 'node:async_hooks'
import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import { Script } from 'node:vm'

// Taken now: the repair uses nothing that a cell may have overwritten, and so no method of an object and no iterator.
const { defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect
const { setPrototypeOf } = Object

const prototypeOf = (value: object): object => Object.getPrototypeOf(value) as object
const iteratorOf = (values: Iterable<unknown>): object => prototypeOf(values[Symbol.iterator]())

/** The methods without which no cell runs. `test/notebook/session/built-ins.slow.test.ts` overwrites all others as well. */
const needed: Readonly<Record<string, readonly [object, string, ...symbol[]]>> = {
  Object: [Object, 'assign create defineProperties defineProperty entries getOwnPropertyDescriptor hasOwn keys values'],
  'Object.prototype': [Object.prototype, 'hasOwnProperty toString'],
  'Function.prototype': [Function.prototype, 'apply bind call'],
  Array: [Array, 'from isArray'],
  'Array.prototype': [
    Array.prototype,
    'at concat constructor entries every filter find findIndex findLast findLastIndex flat flatMap forEach includes ' +
      'indexOf join map pop push reduce shift slice some sort splice toReversed toSorted unshift',
    Symbol.iterator,
  ],
  'String.prototype': [
    String.prototype,
    'charCodeAt codePointAt endsWith includes indexOf lastIndexOf matchAll padEnd padStart repeat replace replaceAll ' +
      'slice split startsWith substring toLowerCase trim trimEnd',
  ],
  Number: [Number, 'isFinite isInteger'],
  'RegExp.prototype': [RegExp.prototype, 'constructor exec test', Symbol.matchAll, Symbol.replace, Symbol.split],
  'Map.prototype': [Map.prototype, 'clear delete entries get has keys set values', Symbol.iterator],
  'Set.prototype': [Set.prototype, 'add delete forEach has values', Symbol.iterator],
  'WeakMap.prototype': [WeakMap.prototype, 'get has set'],
  Promise: [Promise, 'resolve'],
  'Promise.prototype': [Promise.prototype, 'constructor then'],
  'Error.prototype': [Error.prototype, 'constructor toString'],
  'TypedArray.prototype': [prototypeOf(Uint8Array.prototype), 'set subarray'],
  Buffer: [Buffer, 'allocUnsafe byteLength concat from'],
  'Buffer.prototype': [
    Buffer.prototype,
    'readUInt32LE subarray toString utf8Slice utf8Write write writeUInt32LE copy _copyActual',
  ],
  Math: [Math, 'floor max min'],
  JSON: [JSON, 'parse stringify'],
  Atomics: [Atomics, 'add compareExchange exchange load notify store'],
  'ArrayIterator.prototype': [iteratorOf([]), 'next'],
  'MapIterator.prototype': [iteratorOf(new Map()), 'next'],
  'SetIterator.prototype': [iteratorOf(new Set()), 'next'],
  'StringIterator.prototype': [iteratorOf(''), 'next'],
  'Iterator.prototype': [prototypeOf(iteratorOf([])), '', Symbol.iterator],
  'TextDecoder.prototype': [TextDecoder.prototype, 'decode'],
  'EventEmitter.prototype': [EventEmitter.prototype, 'emit listenerCount on'],
  'AsyncLocalStorage.prototype': [AsyncLocalStorage.prototype, 'getStore run'],
  'Script.prototype': [Script.prototype, 'runInThisContext'],
  'Readable.prototype': [Readable.prototype, 'push'],
}

interface Property {
  readonly holder: Record<PropertyKey, unknown>
  readonly key: PropertyKey
  readonly name: string
  /** What the kernel can go on with. Without one it was not there. */
  good: PropertyDescriptor | undefined
  /** That of `good`. */
  value: unknown
}

/**
 * The methods of built-in objects that the kernel stands on, which it shares with the code of cells. A cell may put others
 * in their place; those with which the kernel cannot go on, by a trial, are undone.
 */
export class BuiltIns {
  private readonly methods: readonly Property[]
  private readonly inherited: Record<PropertyKey, true> = { __proto__: null } as never
  private inheritedCount: number
  private undone: string[] = []
  private readonly trial: () => string

  /** @param trial does what the kernel does for cells and tells all that came out; may throw */
  constructor(trial: () => string) {
    this.trial = trial
    this.methods = Object.entries(needed).flatMap(([name, [holder, names, ...symbols]]) =>
      [...names.split(' '), ...symbols].map((key) => propertyOf(holder, key, name)).filter(({ good }) => good?.value),
    )
    const keys = ownKeys(Object.prototype)
    for (const key of keys) this.inherited[key] = true
    this.inheritedCount = keys.length
  }

  /** To be called when code of a notebook may have run. */
  check(): void {
    if (!this.isUnchanged()) this.repair()
  }

  /** The names of what has been undone since the last call. */
  takeUndone(): readonly string[] {
    const { undone } = this
    if (undone.length > 0) this.undone = []
    return undone
  }

  private isUnchanged(): boolean {
    const { methods } = this
    try {
      for (let index = 0; index < methods.length; index++) {
        const { holder, key, value } = methods[index]
        if (holder[key] !== value) return false
      }
    } catch {
      return false
    }
    return ownKeys(Object.prototype).length === this.inheritedCount
  }

  /** Takes back every change, and then makes again one after the other with which the kernel works as it does without. */
  private repair(): void {
    const changed = this.changedProperties()
    const changes: (PropertyDescriptor | undefined)[] = []
    for (let index = 0; index < changed.length; index++) {
      changes[index] = ownProperty(changed[index].holder, changed[index].key)
      put(changed[index], changed[index].good)
    }
    const expected = this.tried()
    for (let index = 0; index < changed.length; index++) {
      const property = changed[index]
      put(property, changes[index])
      if (this.tried() === expected) this.accept(property, changes[index])
      else if (put(property, property.good)) this.undone[this.undone.length] = property.name
    }
    this.inheritedCount = ownKeys(Object.prototype).length
  }

  private accept(property: Property, change: PropertyDescriptor | undefined): void {
    property.good = change
    property.value = property.holder[property.key]
    this.inherited[property.key] = true
  }

  private changedProperties(): readonly Property[] {
    const changed: Property[] = []
    for (let index = 0; index < this.methods.length; index++) {
      const method = this.methods[index]
      const now = ownProperty(method.holder, method.key)
      if (now?.value !== method.value) changed[changed.length] = method
    }
    const keys = ownKeys(Object.prototype)
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index]
      const holder = Object.prototype as never
      const added = { holder, key, name: nameOf('Object.prototype', key), good: undefined, value: undefined }
      if (!this.inherited[key]) changed[changed.length] = added
    }
    return changed
  }

  private tried(): string {
    try {
      return this.trial()
    } catch {
      return ''
    }
  }
}

function propertyOf(holder: object, key: PropertyKey, name: string): Property {
  const good = ownProperty(holder, key)
  return { holder: holder as never, key, name: nameOf(name, key), good, value: good?.value }
}

/** Without a prototype: what a cell has put on that of all objects would be a part of it. */
function ownProperty(holder: object, key: PropertyKey): PropertyDescriptor | undefined {
  const found = getOwnPropertyDescriptor(holder, key)
  return found && (setPrototypeOf(found, null) as PropertyDescriptor)
}

/** False where what is there cannot be changed any more. */
function put({ holder, key }: Property, descriptor: PropertyDescriptor | undefined): boolean {
  return descriptor === undefined ? deleteProperty(holder, key) : defineProperty(holder, key, descriptor)
}

function nameOf(holder: string, key: PropertyKey): string {
  return typeof key === 'symbol' ? `${holder}[${String(key)}]` : `${holder}.${String(key)}`
}
