import { createRequire } from 'node:module'

import * as keptGlobals from '../../base/kept-globals.ts'
import type { DecoratorLowering } from '../compiler/dialect.ts'

type Babel = Pick<typeof import('./babel.ts'), 'transformDecorators'>

let babel: Babel | null = null

/**
 * The decorators of the standard (TC39 stage 3, which TypeScript has since 5.0), by Babel: no version of Node.js knows
 * them. It is loaded for the first code that has some (0.1 s).
 */
export const lowerDecorators: DecoratorLowering = (code) => {
  babel ??= loadBabel()
  try {
    return babel.transformDecorators(code)
  } catch (error) {
    // The text goes on with an excerpt of code that nobody has written so.
    const [message] = (error as Error).message.split('\n')
    return { problem: message.replace(/^(?:unknown|file): /, '').replace(/ \(\d+:\d+\)$/, '') }
  }
}

/** The build makes a function of it: see `bundle.mjs`. */
function loadBabel(): Babel {
  const withGlobals = createRequire(import.meta.url)('../modules/babel.cjs') as (kept: typeof keptGlobals) => Babel
  return withGlobals(keptGlobals)
}
