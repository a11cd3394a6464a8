import type { SourceMap, TransformOptions } from 'oxc-transform'

/** What the syntax of a notebook, and of the TypeScript beside it, means where that is a matter of choice. */
export interface Dialect {
  /** What JSX becomes; null for calls of React's runtime. */
  readonly jsx: JsxOptions | null
  /** Null for the decorators of the standard. */
  readonly legacyDecorators: LegacyDecorators | null
  /** Turns the decorators of the standard, and `accessor` fields, into what engines know. */
  readonly lowerDecorators: DecoratorLowering
}

/** What JSX becomes; a comment in the code, such as one that names another import source, goes before it. */
export type JsxOptions = Pick<
  Exclude<NonNullable<TransformOptions['jsx']>, string>,
  'runtime' | 'importSource' | 'pragma' | 'pragmaFrag'
>

/** TypeScript's `experimentalDecorators`. */
export interface LegacyDecorators {
  /** `emitDecoratorMetadata`: the types of what is decorated go to `Reflect.metadata`, where a package provides that. */
  readonly emitMetadata: boolean
  /** `useDefineForClassFields: false`: fields are assigned, so that accessors which decorators have defined see them. */
  readonly assignFields: boolean
}

/** JavaScript without decorators, with the map that leads back; or what is wrong. */
export type DecoratorLowering = (
  code: string,
) => { readonly code: string; readonly map: SourceMap } | { readonly problem: string }
