import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

import { parseScript } from '../../../src/notebook/compiler/syntax/parse-source.ts'
import { resolveNames } from '../../../src/notebook/compiler/syntax/resolve-names.ts'

// What the build has made, because it is that which gives modules the globals they began with.
const dist = fileURLToPath(new URL('../../../dist', import.meta.url))

/** The names in the built modules of a folder that nothing there declares. */
function freeNames(folder: string, accepts: RegExp): string[] {
  const files = readdirSync(join(dist, folder)).filter((name) => accepts.test(name))
  expect(files).not.toEqual([])
  const programs = files.map((name) => parseScript(readFileSync(join(dist, folder, name), 'utf8')))
  return programs.flatMap((program) =>
    resolveNames(program)
      .references.filter(({ binding }) => binding === null)
      .map(({ node }) => node.name),
  )
}

const executor = freeNames('notebook/session', /^(start|helper-thread|bundle-\w+)\.js$/)
const besideIt = ['base', 'notebook/comms', 'notebook/comms/data', 'notebook/display'].flatMap((folder) =>
  freeNames(folder, /^(?!kept-globals).+\.js$/),
)

test('what runs beside the code of cells uses no global that a cell may have overwritten', () => {
  const free = new Set([...executor, ...besideIt])
  const allowed = [
    // Nothing can be put in their place.
    'undefined',
    'NaN',
    'Infinity',
    // Session and cells share it.
    'console',
    // Node.js loads it at its first use. It draws seeds for studies.
    'crypto',
    // `SourceMap.toUrl` of magic-string, which nothing here calls.
    'unescape',
  ]
  expect([...free].filter((name) => !allowed.includes(name))).toEqual([])
})
