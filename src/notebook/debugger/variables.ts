import type { Runtime } from 'node:inspector'

import type { Frame } from './call-stack.ts'
import type { DapVariable } from './dap.ts'
import { describeValue, lengthOf } from './describe-value.ts'
import type { InspectorClient } from './inspector-client.ts'
import { notHeld, notSet } from './messages.ts'

/** What a number stands for by which a frontend asks for variables. */
export type Holder =
  | { readonly kind: 'object'; readonly objectId: string }
  /** Elements of an array that is too long to be shown at once. */
  | { readonly kind: 'slice'; readonly objectId: string; readonly start: number; readonly end: number }
  /** A property that has to be computed. */
  | { readonly kind: 'getter'; readonly objectId: string; readonly name: string }
  /** The variables of some scopes as one list; names of inner ones hide those of outer ones. `nameOf` is null for what the compiler added. */
  | {
      readonly kind: 'scopes'
      readonly objectIds: readonly string[]
      readonly nameOf: (name: string) => string | null
      /** Whose scopes they are; null for the variables of the notebook. */
      readonly frame: Frame | null
    }

/** How long what is shown can be asked about: until the code goes on, or until the notebook is looked at again. */
export type Until = 'resumed' | 'inspected'

interface Held {
  readonly holder: Holder
  readonly until: Until
}

/** As many elements are shown at once. */
const pageSize = 100

/** Gives numbers to what has parts, and tells the parts. */
export class Variables {
  /** Whether the frontend shows a type beside the value, and not instead of it. */
  showsTypes = false
  private readonly inspector: InspectorClient
  private readonly held = new Map<number, Held>()
  private last = 0

  constructor(inspector: InspectorClient) {
    this.inspector = inspector
  }

  hold(holder: Holder, until: Until = 'resumed'): number {
    this.held.set(++this.last, { holder, until })
    return this.last
  }

  /** What the number stands for; null if it has no meaning any more. */
  holder(reference: number): Holder | null {
    return this.held.get(reference)?.holder ?? null
  }

  /** How the engine calls the variable of these scopes that the user calls `name`. */
  async givenName({ objectIds, nameOf }: Extract<Holder, { kind: 'scopes' }>, name: string): Promise<string> {
    for (const { result } of await Promise.all(objectIds.map((objectId) => this.read(objectId)))) {
      const found = result.find(({ name: given }) => nameOf(given) === name)
      if (found !== undefined) return found.name
    }
    throw notHeld(name)
  }

  /** Sets a property; what it is then. */
  async set(objectId: string, name: string, value: Runtime.CallArgument): Promise<Runtime.RemoteObject> {
    const { result, exceptionDetails } = await this.call(objectId, setterText, [{ value: name }, value])
    if (exceptionDetails !== undefined) throw notSet(name, describeValue(exceptionDetails.exception ?? result))
    return result
  }

  /** What was held until then has no meaning any more. */
  release(until: Until): void {
    for (const [reference, held] of this.held) if (held.until === until) this.held.delete(reference)
  }

  clear(): void {
    this.held.clear()
  }

  /** The parts; none of what is no longer held. */
  async list(reference: number): Promise<readonly DapVariable[]> {
    const held = this.held.get(reference)
    if (held === undefined) return []
    const { holder, until } = held
    switch (holder.kind) {
      case 'object':
        return this.properties(holder.objectId, until)
      case 'slice':
        return this.slice(holder, until)
      case 'getter': {
        const value = await this.compute(holder.objectId, getterText, [holder.name])
        return [this.variable(holder.name, value, until)]
      }
      case 'scopes':
        return this.scopes(holder, until)
    }
  }

  variable(name: string, value: Runtime.RemoteObject, until: Until = 'resumed'): DapVariable {
    return {
      name,
      value: describeValue(value),
      ...(this.showsTypes && { type: value.className ?? value.subtype ?? value.type }),
      variablesReference: this.referenceTo(value, until),
    }
  }

  /** 0 for what has no parts. */
  referenceTo(value: Runtime.RemoteObject, until: Until = 'resumed'): number {
    const { objectId } = value
    if (objectId === undefined || value.type === 'symbol') return 0
    const length = lengthOf(value) ?? 0
    if (length > pageSize) return this.hold({ kind: 'slice', objectId, start: 0, end: length }, until)
    return this.hold({ kind: 'object', objectId }, until)
  }

  private async properties(objectId: string, until: Until): Promise<readonly DapVariable[]> {
    const { result, internalProperties = [], privateProperties = [] } = await this.read(objectId)
    const own = [...result.filter(({ enumerable }) => enumerable), ...privateProperties].flatMap(
      ({ name, value, get }) => {
        if (value !== undefined) return [this.variable(name, value, until)]
        return get === undefined ? [] : [this.getter(objectId, name, until)]
      },
    )
    const internal = internalProperties.flatMap(({ name, value }) =>
      value === undefined || unwanted.has(name) ? [] : [this.variable(name, value, until)],
    )
    return [...own, ...internal]
  }

  private getter(objectId: string, name: string, until: Until): DapVariable {
    return { name, value: '(…)', variablesReference: this.hold({ kind: 'getter', objectId, name }, until) }
  }

  private async slice(
    { objectId, start, end }: Extract<Holder, { kind: 'slice' }>,
    until: Until,
  ): Promise<readonly DapVariable[]> {
    if (end - start <= pageSize) {
      const part = await this.compute(objectId, sliceText, [start, end])
      return part.objectId === undefined ? [] : this.properties(part.objectId, until)
    }
    let step = pageSize
    while ((end - start) / step > pageSize) step *= pageSize
    const parts = Array.from({ length: Math.ceil((end - start) / step) }, (_, index) => start + index * step)
    return parts.map((first) => {
      const next = Math.min(first + step, end)
      const reference = this.hold({ kind: 'slice', objectId, start: first, end: next }, until)
      return { name: `[${first} … ${next - 1}]`, value: '', variablesReference: reference }
    })
  }

  private async scopes(
    { objectIds, nameOf }: Extract<Holder, { kind: 'scopes' }>,
    until: Until,
  ): Promise<readonly DapVariable[]> {
    const found = new Map<string, DapVariable>()
    for (const { result } of await Promise.all(objectIds.map((objectId) => this.read(objectId)))) {
      for (const { name: given, value } of result) {
        const name = nameOf(given)
        if (name === null || value === undefined || found.has(name)) continue
        found.set(name, { ...this.variable(name, value, until), evaluateName: name })
      }
    }
    return [...found.values()]
  }

  private read(objectId: string): Promise<Properties> {
    return this.inspector.request('Runtime.getProperties', { objectId, ownProperties: true, generatePreview: true })
  }

  private async compute(
    objectId: string,
    functionText: string,
    args: readonly unknown[],
  ): Promise<Runtime.RemoteObject> {
    const { result } = await this.call(
      objectId,
      functionText,
      args.map((value) => ({ value })),
    )
    return result
  }

  private call(
    objectId: string,
    functionDeclaration: string,
    args: readonly Runtime.CallArgument[],
  ): Promise<Runtime.CallFunctionOnReturnType> {
    const options = { objectId, functionDeclaration, arguments: args, silent: true, generatePreview: true }
    return this.inspector.request('Runtime.callFunctionOn', options)
  }
}

/** Node's types do not know of private properties. */
interface Properties extends Runtime.GetPropertiesReturnType {
  readonly privateProperties?: readonly Pick<Runtime.PropertyDescriptor, 'name' | 'value' | 'get'>[]
}

const unwanted = new Set(['[[Prototype]]', '[[Scopes]]', '[[FunctionLocation]]', '[[IsGenerator]]'])

// Strict, so that what cannot be set says why.
const setterText = `function (name, value) {
  'use strict'
  if (!(name in this)) throw new TypeError('It is no property that can be set.')
  this[name] = value
  return this[name]
}`
const getterText = 'function (name) { return this[name] }'
const sliceText = `function (start, end) {
  const part = Object.create(null)
  for (let i = start; i < end; i++) part[i] = this[i]
  return part
}`
