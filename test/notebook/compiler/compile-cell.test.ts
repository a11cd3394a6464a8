import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { compileCell } from '../../../src/notebook/compiler/compile-cell.ts'
import type { CompiledCell } from '../../../src/notebook/compiler/compile-cell.ts'
import type { CellRuntime } from '../../../src/notebook/compiler/rewriting/cell-runtime.ts'
import type { Linker } from '../../../src/notebook/compiler/rewriting/rewrite-names.ts'
import { arrayElements } from '../../../src/notebook/interrupts/array-elements.ts'

const byGlobal: Linker = (name) => (name in globalThis ? { from: 'global' } : { from: 'nowhere' })

function compiled(source: string, link: Linker = byGlobal): CompiledCell {
  const result = compileCell(source, link)
  if (!result.ok) throw new Error(result.problem.message)
  return result.cell
}

/** Runs one compiled cell with the least runtime that it needs; returns its value and its namespace. */
async function evaluate(source: string) {
  const cell = compiled(source)
  const runtime: Partial<CellRuntime> = {
    flag: new Int32Array(1),
    settle: (value) => value,
    iterate: (values) => values as AsyncIterable<unknown>,
    watch: () => () => {},
    pace: (rounds) => rounds + 1,
    ...arrayElements,
  }
  const namespace: Record<string, unknown> = {}
  // oxlint-disable-next-line no-eval -- running what was compiled is the point of the test
  const create = (0, eval)(cell.code) as (...parameters: unknown[]) => () => Promise<unknown>
  return { value: await create(runtime, namespace, {})(), namespace }
}

describe('compileCell leaves the meaning of a program as it is', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd')
  const expression = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.integer({ min: -9, max: 9 }).map((n) => `(${n})`),
      name,
      fc.tuple(tie('value'), fc.constantFrom('+', '-', '*'), tie('value')).map((parts) => `(${parts.join(' ')})`),
      fc.tuple(name, tie('value')).map(([to, from]) => `(${to} = ${from})`),
      name.map((one) => `${one}++`),
      fc.tuple(name, tie('value')).map(([parameter, body]) => `((${parameter}) => ${body})(${parameter})`),
      fc
        .tuple(name, tie('value'))
        .map(([one, other]) => `(({ ${one}, x: [y] }) => ${one} + y)({ ${one}, x: [${other}] })`),
    ),
  })).value
  const statement = fc.oneof(
    expression.map((value) => `${value};`),
    fc.tuple(name, expression).map(([target, value]) => `[${target} = ${value}] = [];`),
    fc.tuple(name, expression).map(([target, value]) => `({ p: ${target} = 1 } = { p: ${value} });`),
    fc.tuple(name, expression).map(([target, value]) => `{ let ${target} = 5; ${target} += ${value}; }`),
    fc.tuple(name, expression).map(([target, value]) => `for (${target} of [1, 2]) ${value};`),
    fc.tuple(name, expression).map(([target, value]) => `for (let i = 0, ${target} = 1; i < 3; i++) { ${value}; }`),
    fc.tuple(expression, expression).map(([test, value]) => `if (${test} > 0) ${value}; else { ${value}; }`),
    fc
      .tuple(name, expression)
      .map(([parameter, value]) => `try { throw ${value} } catch (${parameter}) { ${parameter}++; }`),
  )

  test('a random program sets its variables to what plain JavaScript sets them to', async () => {
    const program = fc.tuple(fc.constantFrom('let', 'var'), fc.array(statement, { minLength: 1, maxLength: 6 }))
    await fc.assert(
      fc.asyncProperty(program, async ([keyword, statements]) => {
        const source = `${keyword} a = 1, { b, q: [c = 2] } = { b: 3, q: [] }, d = 4;\n${statements.join('\n')}`
        // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- the reference is the language itself
        const plain = new Function(`"use strict"; ${source}\nreturn [a, b, c, d]`)() as unknown[]
        const { namespace } = await evaluate(source)
        expect(['a', 'b', 'c', 'd'].map((key) => namespace[key])).toEqual(plain)
      }),
      { numRuns: 400 },
    )
  })
})

describe('compileCell', () => {
  test('reads nothing of an outer scope through names that only look free', async () => {
    const source = 'const f = ({ a, b: { c = a } = { c: a } }, ...[d]) => [a, c, d]; f({ a: 1 }, 2)'
    expect((await evaluate(source)).value).toEqual([1, 1, 2])
    expect(compiled(source).late).toEqual([])
  })

  test('links names to the cells that own them, each namespace once', () => {
    const link: Linker = (name) => ({ from: 'cell', cell: name.length, constant: false })
    expect(compiled('aa + bb + ccc; aa = 1', link).links).toEqual([2, 3])
  })

  test('asks late for what must not be assigned to', () => {
    const link: Linker = () => ({ from: 'cell', cell: 0, constant: true })
    expect(compiled('k; [k] = [1]', link).late).toEqual(['k'])
  })

  test('says which definitions are constant', () => {
    const { defs } = compiled('const a = 1; let b; function c() {} class D {} enum E {} import f from "f"')
    expect(defs.filter(({ constant }) => constant).map(({ name }) => name)).toEqual(['a', 'f'])
  })

  test('puts a check into every loop', () => {
    const loops = ['for (;;) {}', 'for (const k in o) f()', 'for (const v of o);', 'while (1) {}', 'do f(); while (1)']
    const inside = loops.map((loop, i) => `const g${i} = () => { ${loop} }`)
    for (const loop of [...loops, ...inside]) expect(compiled(loop).code).toContain('$$flag[0]')
    expect(compiled('async () => { for (;;) await f() }').code).toContain('.watch()')
  })

  test('chooses names for itself that the cell does not use', () => {
    expect(compiled('let $$cell = 1; $$cell').code).toMatch(/\$\$\$cell\.\$\$cell = 1/)
  })

  test.each([
    ['1 + 1', true],
    ['1;', true],
    ['f(); // comment', true],
    ['const a = 1', false],
    ['1; type T = 2', true],
    ['class A {}', false],
    ['@d class A {}', false],
    ['namespace N { export const a = 1 }', false],
    ['if (1) 2', false],
    ['', false],
  ])('%j has a result: %s', (source, expected) => {
    expect(compiled(source).hasResult).toBe(expected)
  })

  test('leads from the code that runs back to the line and column of the cell', () => {
    const source = 'interface Long {\n  a: number\n}\n\nconst x: Long = { a: 1 }\nfail(x)'
    const { code, map } = compiled(source)
    const lines = code.split('\n')
    const line = lines.findIndex((text) => text.includes('.fail'))
    const column = lines[line].indexOf('(0,')
    expect(map({ line: line + 1, column: column + 1 })).toEqual({ line: 6, column: 1 })
  })

  test.each([
    ['let a = (;', 1, 10, 'Unexpected token'],
    ['const x = 1\n\tconst x = 2', 1, 7, 'Identifier `x` has already been declared'],
    ['return 1', 1, 1, "A 'return' statement can only be used within a function body."],
    ['const é = "😀"; let = ', 1, 23, 'Unexpected token'],
  ])('%j is refused with its place', (source, ...[line, column, message]) => {
    const result = compileCell(source, byGlobal)
    if (result.ok) throw new Error('it compiled')
    expect(result.problem.message).toBe(message)
    expect(result.problem.at).toEqual({ line, column })
  })
})
