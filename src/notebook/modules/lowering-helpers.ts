/**
 * What lowered TypeScript calls at run time, under the names that oxc-transform gives them: `using` (TC39 explicit
 * resource management, DisposeResources) and legacy decorators (TypeScript's `experimentalDecorators`).
 */
export const loweringHelpers: Readonly<Record<string, unknown>> = {
  usingCtx: createUsingContext,
  decorate,
  decorateParam: (index: number, decorator: ParameterDecorator) => (target: object, key: PropertyKey | undefined) =>
    decorator(target, key as string | symbol | undefined, index),
  decorateMetadata: (key: unknown, value: unknown): Decorator | undefined => {
    const { metadata } = Reflect as { metadata?: (key: unknown, value: unknown) => Decorator }
    return metadata?.(key, value)
  },
}

/** `Symbol.metadata`, by which classes know the metadata of their decorators, before engines have it. */
export function provideMetadataSymbol(): void {
  if ('metadata' in Symbol) return
  Object.defineProperty(Symbol, 'metadata', { value: Symbol.for('Symbol.metadata') })
}

type Decorator = (target: unknown, key?: PropertyKey, descriptor?: PropertyDescriptor) => unknown

interface Resource {
  readonly dispose: () => unknown
  readonly asynchronous: boolean
}

const nothing = Symbol('no error')

/** One scope with `using`: `u` and `a` take resources, `e` is the error of the body, `d` disposes in reverse order. */
function createUsingContext() {
  const resources: Resource[] = []
  const take = (value: unknown, asynchronous: boolean): unknown => {
    const dispose = disposerOf(value, asynchronous)
    if (dispose) resources.push({ dispose, asynchronous })
    return value
  }
  const context = {
    e: nothing as unknown,
    u: (value: unknown) => take(value, false),
    a: (value: unknown) => take(value, true),
    d: () => disposeRest(context, resources),
  }
  return context
}

function disposerOf(value: unknown, asynchronous: boolean): (() => unknown) | null {
  if (value === null || value === undefined) return null
  const methods = Object(value) as Record<symbol, unknown>
  const asyncMethod = asynchronous ? methods[Symbol.asyncDispose] : undefined
  const method = asyncMethod ?? methods[Symbol.dispose]
  if (typeof method !== 'function') throw new TypeError('The value of `using` has no [Symbol.dispose]() method.')
  return () => method.call(value) as unknown
}

function disposeRest(context: { e: unknown }, resources: Resource[]): unknown {
  for (let next = resources.pop(); next !== undefined; next = resources.pop()) {
    try {
      const pending = next.dispose()
      if (!next.asynchronous) continue
      return Promise.resolve(pending)
        .catch((error: unknown) => suppress(context, error))
        .then(() => disposeRest(context, resources))
    } catch (error) {
      suppress(context, error)
    }
  }
  if (context.e !== nothing) throw context.e
  return undefined
}

function suppress(context: { e: unknown }, error: unknown): void {
  context.e = context.e === nothing ? error : suppressedError(error, context.e)
}

/** The standard's SuppressedError, which Node 20 does not have. */
function suppressedError(error: unknown, suppressed: unknown): Error {
  const text = 'An error was suppressed during disposal.'
  return Object.assign(new Error(text), { name: 'SuppressedError', error, suppressed })
}

/** Applies decorators from the last to the first, to a class or to a member. */
function decorate(decorators: readonly (Decorator | undefined)[], ...place: readonly unknown[]): unknown {
  const [target, key, given] = place as [object, PropertyKey | undefined, PropertyDescriptor | null | undefined]
  if (key === undefined) return decorators.reduceRight((result: unknown, apply) => apply?.(result) ?? result, target)
  const descriptor = given === null ? Object.getOwnPropertyDescriptor(target, key) : given
  const apply = (current: PropertyDescriptor | undefined, decorator: Decorator | undefined) =>
    (decorator?.(target, key, current) as PropertyDescriptor | undefined) ?? current
  const result = decorators.reduceRight<PropertyDescriptor | undefined>(apply, descriptor)
  if (result) Object.defineProperty(target, key, result)
  return result
}
