import { types } from 'node:util'
import type { LiveName, LiveValue } from '../ipc/live-messages.ts'

const mostMembers = 400
/** What every function has, and nobody looks for. */
const ofFunctions = new Set(['length', 'name', 'prototype', 'arguments', 'caller'])
const isName = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u
const longest = 120

/**
 * What can be said about the value at the end of a path of names, without running code of the notebook: no accessor and no
 * proxy is asked. Null where the path leads through one of those, or to nothing.
 *
 * @param roots what the first name is looked for in, in order
 */
export function liveValue(roots: readonly object[], [first, ...rest]: readonly string[]): LiveValue | null {
  let found = roots.map((root) => dataOf(root, first)).find((one) => one !== null) ?? null
  for (const name of rest) found = found === null ? null : dataOf(found.value, name)
  if (found === null || found.value === null || found.value === undefined) return null
  return { members: membersOf(found.value), about: about(found.value, [first, ...rest].at(-1)!) }
}

/** The names of an object, as far as they can be written behind a dot, and what they are. */
function membersOf(value: unknown): readonly LiveName[] {
  const found = new Map<string, LiveName>()
  for (const [depth, holder] of chainOf(value).entries()) {
    if (holder === Object.prototype && depth > 0) break
    for (const name of Object.getOwnPropertyNames(holder)) {
      if (found.size === mostMembers) return [...found.values()]
      if (!isName.test(name) || name === 'constructor' || found.has(name)) continue
      if (typeof holder === 'function' && ofFunctions.has(name)) continue
      found.set(name, { name, kind: kindOf(holder, name) })
    }
  }
  return [...found.values()]
}

function kindOf(holder: object, name: string): string {
  const value: unknown = Object.getOwnPropertyDescriptor(holder, name)?.value
  if (typeof value !== 'function') return 'property'
  return isClass(value) ? 'class' : 'function'
}

function dataOf(value: unknown, name: string): { readonly value: unknown } | null {
  for (const holder of chainOf(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(holder, name)
    if (descriptor !== undefined) return 'value' in descriptor ? { value: descriptor.value } : null
  }
  return null
}

/** A value and what it inherits from. Proxies end it: they run code when they are asked. */
function chainOf(value: unknown): readonly object[] {
  const chain: object[] = []
  let holder: unknown = value === null || value === undefined ? null : Object(value)
  while (holder !== null && !types.isProxy(holder)) {
    chain.push(holder as object)
    holder = Object.getPrototypeOf(holder)
  }
  return chain
}

function about(value: unknown, name: string): string {
  if (typeof value === 'function' && !types.isProxy(value)) {
    const text = Function.prototype.toString.call(value)
    if (isClass(value)) return `class ${name}`
    const head = /^(?:async\s+)?(?:function\b\s*\*?\s*)?[\w$]*\s*(\([^()]*\))/.exec(text)?.[1]
    return shortened(`function ${name}${(head ?? '(…)').replaceAll(/\s+/g, ' ')}`)
  }
  if (typeof value !== 'object') return shortened(`${name}: ${typeof value}`)
  const maker = dataOf(value, 'constructor')?.value
  const kind = typeof maker === 'function' ? dataOf(maker, 'name')?.value : undefined
  return shortened(`${name}: ${typeof kind === 'string' && kind !== '' ? kind : 'object'}`)
}

function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value))
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}
