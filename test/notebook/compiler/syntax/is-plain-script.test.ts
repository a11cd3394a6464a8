import { describe, expect, it } from 'vitest'
import { parseCell } from '../../../../src/notebook/compiler/analyze-cell.ts'
import { isPlainScript } from '../../../../src/notebook/compiler/syntax/is-plain-script.ts'

const isPlain = (source: string): boolean => {
  const { program, errors } = parseCell(source)
  expect(errors).toEqual([])
  return isPlainScript(program)
}

describe('isPlainScript', () => {
  it.each([
    'const a = 1; a?.b?.(c); for await (const x of y) x',
    'class A { #x = 1; static { f() } get y() { return this.#x } }',
    "import a, { b as c } from 'm'; export { c }; export default a",
    'a < b && c > d; async () => { await using }',
    'const { a, b: [c] = [] } = d; label: for (;;) break label',
  ])('takes %s as it is', (source) => expect(isPlain(source)).toBe(true))

  it.each([
    'const a: number = 1',
    'f<string>(x)',
    'new Map<string, number>()',
    'const f = (x?) => x',
    'const f = (x): x is string => true',
    'const a = b as c',
    'const a = b satisfies C',
    'a!.b',
    'class A { x!: number }',
    'class A { declare x; }',
    'class A { private x = 1 }',
    'class A { readonly x = 1 }',
    'class A { y?() { } }',
    'class A { constructor(private x) {} }',
    'abstract class A {}',
    'class A extends B<C> {}',
    'class A implements B {}',
    'function f(this: A) {}',
    'function f(): void; function f() {}',
    'interface A {}',
    'type A = 1',
    'enum E { A }',
    'namespace N { export const a = 1 }',
    'declare const a',
    "import type { A } from 'm'",
    "import { type A, b } from 'm'",
    "export type { A } from 'm'",
    "import a = require('m')",
    'export = a',
    '@d class A {}',
    'class A { @d x }',
    '<div />',
    'using a = b',
    'await using a = b',
    'for (using a of b) a',
  ])('has %s transformed', (source) => expect(isPlain(source)).toBe(false))
})
