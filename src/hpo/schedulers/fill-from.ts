import { otherShape } from './messages.ts'

/**
 * Makes `target` equal to `source`, bit by bit and in place: typed arrays are overwritten, members of lists and objects
 * replaced or filled. Nothing is changed unless the shapes agree.
 *
 * @throws InputError `early-stopping/other-shape`
 */
export function fillFrom(target: object, source: unknown): void {
  checkShape(target, source, '')
  fill(target as Members, source as Members)
}

type Members = Record<string, unknown>

interface TypedArray extends ArrayLike<number> {
  readonly constructor: { readonly name: string }
  set(values: TypedArray): void
}

function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}

function isContainer(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !isTypedArray(value)
}

function checkShape(target: unknown, source: unknown, path: string): void {
  if (isTypedArray(source)) {
    const fits = isTypedArray(target) && target.constructor.name === source.constructor.name
    if (!fits || target.length !== source.length) throw otherShape(path, source, target)
    return
  }
  if (!isContainer(source)) {
    if (isContainer(target) || isTypedArray(target)) throw otherShape(path, source, target)
    return
  }
  const names = Object.keys(source)
  if (!isContainer(target) || names.join() !== Object.keys(target).join()) throw otherShape(path, source, target)
  for (const name of names) checkShape(target[name], source[name], path === '' ? name : `${path}.${name}`)
}

function fill(target: Members, source: Members): void {
  if (isTypedArray(source) && isTypedArray(target)) return target.set(source)
  for (const [name, value] of Object.entries(source)) {
    if (typeof value === 'object' && value !== null) fill(target[name] as Members, value as Members)
    else target[name] = value
  }
}
