import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { compileFunction } from 'node:vm'

import * as keptGlobals from '../../base/kept-globals.ts'
import type { DecoratorLowering } from '../compiler/syntax/dialect.ts'

type Babel = Pick<typeof import('./babel.ts'), 'transformDecorators'>

let babel: Babel | null = null

/**
 * The decorators of the standard (TC39 stage 3, which TypeScript has since 5.0), by Babel: no version of Node.js knows
 * them. It is loaded for the first code that has some, which takes 0.3 s longer than without; the next takes 0.1 s, and
 * the tenth a third of that, because V8 compiles Babel as it is used.
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

/** As `require` would, but with the globals of the start, because a cell may have overwritten some since. */
function loadBabel(): Babel {
  const file = fileURLToPath(new URL('../modules/babel.cjs', import.meta.url))
  const names = ['require', 'module', ...Object.keys(keptGlobals)]
  const run = compileFunction(readFileSync(file, 'utf8'), names, { filename: file }) as (...given: unknown[]) => void
  const module = { exports: {} as Babel }
  run(createRequire(file), module, ...Object.values(keptGlobals))
  return module.exports
}
