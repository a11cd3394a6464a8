import { type PartKind, unknownPart } from './messages.ts'

/** What a registered file exports: a `definition` that makes the part from its options. */
interface Registered {
  readonly definition: { create(options: never, parts: never): unknown }
}

/** Parts by name, each in a file of its own that is loaded when the part is first used. */
export type Registry = Readonly<Record<string, () => Promise<Registered>>>

/** The options of the part `Name`, inferred through the lazy import. */
export type OptionsOf<R extends Registry, Name extends keyof R> = Awaited<ReturnType<R[Name]>>['definition'] extends {
  create(options: infer Options, parts: never): unknown
}
  ? NonNullable<Options>
  : never

/** A part chosen by name and options, before its file is loaded: plain data, so that it can be sent to a worker. */
export interface Choice<Name extends string, Options> {
  readonly name: Name
  readonly options?: Options
}

export type ChoiceOf<R extends Registry> = {
  [Name in keyof R & string]: Choice<Name, OptionsOf<R, Name>>
}[keyof R & string]

/** One function per registered part that makes a choice: `samplers.tpe({ nStartupTrials: 20 })`. */
export type Choosers<R extends Registry> = {
  readonly [Name in keyof R & string]: (options?: OptionsOf<R, Name>) => Choice<Name, OptionsOf<R, Name>>
}

export function choosersOf<R extends Registry>(registry: R): Choosers<R> {
  const choosers = Object.keys(registry).map((name) => [
    name,
    (options?: unknown) => Object.freeze(options === undefined ? { name } : { name, options }),
  ])
  return Object.freeze(Object.fromEntries(choosers)) as Choosers<R>
}

/**
 * Loads and makes the part that `choice` names.
 *
 * @throws InputError `<kind>/unknown`, and what the part says about its options
 */
export async function createChosen(
  { kind, registry, parts }: { readonly kind: PartKind; readonly registry: Registry; readonly parts?: unknown },
  choice: unknown,
): Promise<unknown> {
  const { name, options } = typeof choice === 'string' ? { name: choice } : readChoice(choice)
  if (typeof name !== 'string' || !Object.hasOwn(registry, name)) {
    throw unknownPart(kind, name ?? choice, Object.keys(registry))
  }
  const { definition } = await registry[name]()
  return definition.create(options as never, parts as never)
}

function readChoice(choice: unknown): { readonly name?: unknown; readonly options?: unknown } {
  return typeof choice === 'object' && choice !== null ? choice : {}
}
