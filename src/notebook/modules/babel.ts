import { transformSync } from '@babel/core'
import decorators from '@babel/plugin-proposal-decorators'
import type { SourceMap } from 'oxc-transform'

/** Throws SyntaxError. The build makes one file of this module and Babel: see `bundle.mjs`. */
export function transformDecorators(code: string): { readonly code: string; readonly map: SourceMap } {
  const result = transformSync(code, {
    configFile: false,
    babelrc: false,
    browserslistConfigFile: false,
    sourceType: 'module',
    sourceMaps: true,
    compact: false,
    plugins: [[decorators, { version: '2023-11' }]],
    parserOpts: { plugins: ['explicitResourceManagement', 'decoratorAutoAccessors'] },
  })
  return { code: result.code, map: result.map as SourceMap }
}
