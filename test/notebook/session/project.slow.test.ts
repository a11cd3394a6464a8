import { afterAll, beforeAll, expect, test } from 'vitest'

import { TestExecutor } from './executor.ts'
import { nodeUnderTest } from './node-under-test.ts'

// A notebook beside a tsconfig.json.

let executor: TestExecutor
beforeAll(() => {
  executor = new TestExecutor(nodeUnderTest, {
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] }, "jsxImportSource": "#tiny" } }',
    'package.json': '{ "imports": { "#tiny/jsx-runtime": "./tiny.mjs" } }',
    'tiny.mjs': 'export const jsx = (type, props) => ({ type, ...props }); export const jsxs = jsx',
    'src/model.ts': "import { half } from '@/numbers/half'\nexport const model: number = half(10)",
    'src/numbers/half.ts': 'export const half = (x: number): number => x / 2',
    'src/view.tsx': 'export const view = <b>bold</b>',
  })
})
afterAll(() => executor.close())

test.each([
  ['a path alias in a cell, and in the module that it leads to', "import { model } from '@/model'; model", '5'],
  ['a path alias in import()', "(await import('@/numbers/half.ts')).half(3)", '1.5'],
  ['jsxImportSource in a cell', '(<i>text</i>).type', "'i'"],
  ['jsxImportSource in a module', "import { view } from '@/view'; view.children", "'bold'"],
])('%s', async (_, code, result) => {
  const outcome = await executor.run(code)
  expect([outcome.error, outcome.result]).toEqual([null, result])
})
