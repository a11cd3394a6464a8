import { expect, test } from 'vitest'

import * as entry from '../../../src/index.ts'
import { compileCell } from '../../../src/notebook/compiler/compile-cell.ts'
import { reportProblem } from '../../../src/notebook/session/error-report.ts'
import { entryNames, habitOfName } from '../../../src/notebook/session/foreign-habits.ts'

/** What a cell that does not compile says below its place. */
function adviceFor(source: string): string {
  const result = compileCell(source, () => ({ from: 'global' }))
  if (result.ok) throw new Error(`${source} compiles`)
  return reportProblem(result.problem, 1).traceback.slice(2).join('\n')
}

test.each([
  ['%timeit 1 + 1', 'console.time'],
  ['%%time\nlet a = 1', 'console.time'],
  ['%matplotlib inline', 'Vega-Lite'],
  ['%load_ext autoreload', 'loaded again'],
  ['%cd ../data', "process.chdir('../data')"],
  ['%pip install lodash', 'npm install lodash'],
  ['%%bash\nls', 'execSync'],
  ['  %who', 'magic of IPython'],
  ['!pip install -q lodash', 'npm install lodash'],
  ['npm install lodash', 'npm install lodash'],
  ["!grep -c 'a b' x.txt", String.raw`execSync('grep -c \'a b\' x.txt', {`],
  ['cd ..', "process.chdir('..')"],
  ['import numpy as np', "import * as np from 'package'"],
  ['import os.path', "import * as os.path from 'package'"],
  ['from math import sqrt', "import { sqrt } from 'package'"],
  ['def f(x):\n    return x', 'function f(…) { … }'],
  ['for i in range(3):\n    print(i)', 'braces'],
  ['1 + 1\nwhile True:\n    pass', 'braces'],
  ['# a comment\n1 + 1', '//'],
])('%j: what is written here for it', (source, advice) => {
  expect(adviceFor(source)).toContain(advice)
})

test.each(['const x = (\n% 3 +)', 'const x = (;', 'let y = a ? b :', '!(a', 'x %% 3', '({ a: 1, })) # no'])(
  '%j is taken for no habit',
  (source) => {
    expect(adviceFor(source)).not.toMatch(/\bHere\b|Python|IPython/)
  },
)

test.each([
  ['print', 'print(3)', 'console.log'],
  ['None', 'x = None', 'null'],
  ['x', 'x = 5', 'let x = …'],
  ['$a', '$a = 5', 'let $a = …'],
  ['ls', '!ls -la', "execSync('ls -la'"],
  ['ls', 'ls', "execSync('ls'"],
  ['fs', "fs.readFileSync('a')", "from 'node:fs'"],
  ['samplers', 'samplers.gp()', "from 'ansatz'"],
])('a name that nobody has defined, %s in %j', (name, line, advice) => {
  expect(habitOfName(name, line)).toContain(advice)
})

test.each([
  ['x', 'x == 5'],
  ['x', 'y = x'],
  ['ready', '!ready && go()'],
  ['toString', 'toString()'],
  ['a'.repeat(100_000), 'a'.repeat(100_000)],
])('%#: only not defined', (name, line) => {
  expect(habitOfName(name, line)).toBeNull()
})

test('every name that is said to come from ansatz does', () => {
  expect(entryNames.filter((name) => !(name in entry))).toEqual([])
})
