import type { Runtime } from 'node:inspector'

const longestText = 1000

/** A value in one line, as the inspector knows it: `3`, `"text"`, `(2) [1, 2]`, `Point {x: 1, y: 2}`. */
export function describeValue(value: Runtime.RemoteObject): string {
  const text = describe(value)
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text
}

function describe({ type, subtype, value, unserializableValue, description, preview }: Runtime.RemoteObject): string {
  if (type === 'string') return JSON.stringify(value)
  if (type === 'undefined' || subtype === 'null') return subtype ?? type
  if (type === 'function') return describeFunction(description ?? '')
  if (type !== 'object') return unserializableValue ?? description ?? String(value)
  if (preview !== undefined) return describePreview(preview)
  return firstLine(description ?? type)
}

/** How many elements an array, a typed array or a collection has; null for all else. */
export function lengthOf({ subtype, description }: Runtime.RemoteObject): number | null {
  if (subtype !== 'array' && subtype !== 'typedarray') return null
  const length = /\((\d+)\)$/.exec(description ?? '')?.[1]
  return length === undefined ? null : Number(length)
}

function describeFunction(text: string): string {
  const className = /^class\s+([\p{ID_Continue}$]+)/u.exec(text)?.[1]
  if (text.startsWith('class')) return `class ${className ?? ''}`.trim()
  const name = /^(?:async\b)?\s*(?:function\b)?\s*\*?\s*(?!async\b|function\b)([\p{ID_Continue}$]+)\s*\(/u.exec(
    text,
  )?.[1]
  return `ƒ ${name ?? ''}()`
}

function describePreview(preview: Runtime.ObjectPreview): string {
  const { type, subtype, description = '' } = preview
  if (type === 'string') return JSON.stringify(description)
  switch (subtype) {
    case 'error':
    case 'date':
    case 'regexp':
      return firstLine(description)
    case 'array':
    case 'typedarray':
      return describeArray(preview)
    case 'map':
    case 'set':
      return describeCollection(preview)
    case undefined:
    default:
      return describeObject(preview)
  }
}

function describeArray({ subtype, description = '', properties, overflow }: Runtime.ObjectPreview): string {
  const [name, length] = description.replace(')', '').split('(')
  const isElement = ({ name: key }: Runtime.PropertyPreview): boolean => /^\d+$/.test(key)
  // Of a typed array the engine lists its buffer as well.
  const shown = subtype === 'typedarray' ? properties.filter(isElement) : properties
  const elements = shown.map((part) => (isElement(part) ? describePart(part) : describeProperty(part)))
  return `${name === 'Array' ? '' : name}(${length}) [${listed(elements, overflow)}]`
}

function describeCollection({ description, entries = [], overflow }: Runtime.ObjectPreview): string {
  const parts = entries.map(({ key, value }) => {
    const text = describePreview(value)
    return key === undefined ? text : `${describePreview(key)} => ${text}`
  })
  return `${description} {${listed(parts, overflow)}}`
}

function describeObject({ description = '', properties, overflow }: Runtime.ObjectPreview): string {
  const name = description === 'Object' ? '' : firstLine(description)
  if (name !== '' && properties.length === 0) return name
  return `${name} {${listed(properties.map(describeProperty), overflow)}}`.trimStart()
}

function listed(parts: readonly string[], overflow: boolean): string {
  return [...parts, ...(overflow ? ['…'] : [])].join(', ')
}

function describeProperty(property: Runtime.PropertyPreview): string {
  return `${property.name}: ${describePart(property)}`
}

function describePart({ type, subtype, value = '' }: Runtime.PropertyPreview): string {
  if (type === 'string') return JSON.stringify(value)
  if (type === 'function') return 'ƒ'
  if (type === 'accessor') return '(…)'
  return value === '' ? (subtype ?? type) : firstLine(value)
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]
}
