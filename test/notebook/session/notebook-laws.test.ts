import { Script } from 'node:vm'

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { compileCell } from '../../../src/notebook/compiler/compile-cell.ts'
import type { CellRuntime } from '../../../src/notebook/compiler/rewriting/cell-runtime.ts'
import { arrayElements } from '../../../src/notebook/interrupts/array-elements.ts'
import { Namespaces } from '../../../src/notebook/session/namespaces.ts'

/** One statement in two spellings: as a cell has it, and as one plain program has it that declares every name on top. */
interface Part {
  readonly cell: string
  readonly plain: string
}

interface Cell {
  readonly id: string
  readonly parts: readonly Part[]
}

const variables = ['a', 'b', 'c', 'd'] as const
const functions = ['f', 'g'] as const
const observers = ['seeA', 'bumpB'] as const
/** Functions that hold no call and no loop, whatever they are redefined as. */
const shortFunctions = ['p', 'q'] as const
const names = [...variables, ...functions, ...observers, ...shortFunctions, 'K', 'r']

const same = (text: string): Part => ({ cell: text, plain: text })
const variable = fc.constantFrom(...variables)
/** Around the number of rounds that a loop makes between two looks at the interrupt flag, and small. */
const rounds = fc.constantFrom(0, 1, 2, 3, 3, 5, 5, 1023, 1024, 1025, 2100)

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.integer({ min: -9, max: 99 }).map((n) => `(${n})`),
    variable,
    fc
      .tuple(tie('value'), fc.constantFrom('+', '-', '*', '^'), tie('value'))
      .map((p) => `((${p.join(' ')}) % 997 | 0)`),
    fc.tuple(variable, tie('value')).map(([to, from]) => `(${to} = ${from})`),
    fc.tuple(variable, fc.constantFrom('++', '--')).map(([to, change]) => `${to}${change}`),
    fc.tuple(fc.constantFrom(...functions), tie('value')).map(([name, one]) => `call(() => ${name}(${one}))`),
    // Code that runs in a loop without being called by name.
    fc.tuple(variable, tie('value')).map(([seen, one]) => `({ valueOf() { return ${seen} } } + ${one} | 0)`),
    fc.tuple(variable, tie('value')).map(([set, one]) => `({ get x() { return ${set} = ${one} } }).x`),
    tie('value').map((one) => `call(() => new K(${one}).next())`),
  ),
}))

const { block } = fc.letrec<{ statement: string; block: string }>((tie) => ({
  block: fc.array(tie('statement'), { minLength: 1, maxLength: 3 }).map((all) => `{ ${all.join(' ')} }`),
  statement: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.tuple(variable, value).map(([to, from]) => `${to} = ${from};`),
    fc
      .tuple(variable, variable, value)
      .map(([one, other, from]) => `[${one}, { p: ${other} = 1 }] = [${from}, { p: ${from} }];`),
    fc.tuple(value, value).map(([test, then]) => `if (${test} > 40) { ${then}; }`),
    value.map((thrown) => `if (${thrown} > 700) throw ${thrown};`),
    fc.tuple(tie('block'), variable, tie('block')).map((p) => `try ${p[0]} catch (e) { ${p[1]} = 1; } finally ${p[2]}`),
  ),
}))

/** What a loop may do without calling anything, but for getters, whose functions look at variables or change them. */
const { quick } = fc.letrec<{ quick: string }>((tie) => ({
  quick: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.nat(99).map(String),
    variable,
    fc.constantFrom(...observers).map((name) => `${name}.v`),
    fc.tuple(fc.constantFrom(...shortFunctions), tie('quick')).map(([name, one]) => `${name}(${one})`),
    fc.tuple(tie('quick'), fc.constantFrom('+', '-', '*'), tie('quick')).map((p) => `((${p.join(' ')}) % 997 | 0)`),
    fc.tuple(variable, tie('quick')).map(([to, from]) => `(${to} = ${from})`),
    variable.map((name) => `${name}++`),
  ),
}))
const quickBlock = fc.array(quick, { minLength: 1, maxLength: 4 }).map((all) => `{ ${all.join('; ')}; }`)

const leave = fc
  .tuple(fc.oneof(quick, value), fc.constantFrom('break', 'continue', 'break out', 'continue out'))
  .map(([test, how]) => `if (${test} > 300) ${how};`)
const body = fc
  .tuple(fc.option(leave, { freq: 1 }), fc.oneof(quickBlock, quickBlock, block), fc.option(leave, { freq: 1 }))
  .map(([first, middle, last]) => `{ ${first ?? ''} ${middle} ${last ?? ''} }`)
const brokenOff = fc
  .tuple(fc.option(quick, { freq: 1 }), fc.oneof(quickBlock, block))
  .map(([test, inner]) => `${test === null ? '' : `if (${test} > 300) break out;`} ${inner}`)
const loop: fc.Arbitrary<Part> = fc
  .oneof(
    fc.tuple(rounds, body).map(([n, inner]) => `out: for (let i = 0; i < ${n}; i++) ${inner}`),
    fc
      .tuple(rounds, variable, body)
      .map(([n, sum, inner]) => `out: for (let i = 1; i <= ${n}; i += 2) { ${sum} = (${sum} + i) % 991; ${inner} }`),
    fc.tuple(rounds, body).map(([n, inner]) => `{ let n = ${n}; out: for (let i = 0; i < n; ++i) ${inner} }`),
    fc.tuple(rounds, body).map(([n, inner]) => `out: for (var r = 0; r < ${n}; r++) ${inner}`),
    fc.tuple(rounds, body).map(([n, inner]) => `{ let r = 0; out: while (r++ < ${n}) ${inner} }`),
    fc.tuple(rounds, brokenOff).map(([n, inner]) => `{ let r = 0; out: while (r < ${n}) { ${inner} r++; } }`),
    fc.tuple(rounds, brokenOff).map(([n, inner]) => `r = 0; out: while (r <= ${n}) { r += 3; ${inner} }`),
    fc.tuple(rounds, body).map(([n, inner]) => `{ let r = 0; out: do ${inner} while (++r < ${n}) }`),
    fc.tuple(variable, body).map(([each, inner]) => `out: for (${each} of [3, 1, 2]) ${inner}`),
    fc
      .tuple(variable, body)
      .map(
        ([one, inner]) =>
          `{ let s = 0; out: for (let i = 0; i < 40; i++) { for (let j = 0; j < i; j++) { s += ${one}; ${inner} } } }`,
      ),
    fc
      .tuple(rounds, variable, block)
      .map(
        ([n, sum, inner]) =>
          `{ function* some() { for (let i = 0; i < ${n} % 50; i++) { ${inner} yield i; } } out: for (const v of some()) ${sum} = ${sum} + v | 0; }`,
      ),
    fc
      .tuple(variable, block)
      .map(
        ([sum, inner]) =>
          `{ const kept = []; out: for (let i = 0; i < 5; i++) { kept.push(() => i); ${inner} } ${sum} = kept.map((one) => one()).join('').length; }`,
      ),
  )
  .map((text) => ({ cell: text, plain: text.replace('var r', 'r') }))

const definition = fc.oneof(
  fc
    .tuple(variable, fc.nat(99))
    .map(([name, from]): Part => ({ cell: `let ${name} = ${from};`, plain: `${name} = ${from};` })),
  fc.tuple(fc.constantFrom(...functions), value).map(([name, result]): Part => ({
    cell: `const ${name} = (x) => depth(() => ${result} + x | 0);`,
    plain: `${name} = (x) => depth(() => ${result} + x | 0);`,
  })),
  fc.tuple(fc.constantFrom(...shortFunctions), fc.oneof(fc.constant('x * 3'), quick)).map(([name, result]): Part => ({
    cell: `function ${name}(x) { return (${result.replaceAll(/\b[pq]\(/g, '(')} + x) % 997 | 0 }`,
    plain: `${name} = (x) => (${result.replaceAll(/\b[pq]\(/g, '(')} + x) % 997 | 0;`,
  })),
  fc.constantFrom('{ p = q; }', '{ call(() => { q = p }); }', '{ p = (x) => (a = x % 7); }').map(same),
  value.map((result): Part => {
    const text = `class { #n; constructor(n) { this.#n = n } next() { this.#n += depth(() => ${result}); return this.#n | 0 } }`
    return { cell: `class K ${text.slice('class '.length)}`, plain: `K = ${text};` }
  }),
)

const cell: fc.Arbitrary<Cell> = fc
  .tuple(
    fc.constantFrom('1', '2', '3'),
    fc.array(fc.oneof(definition, loop, block.map(same)), { minLength: 1, maxLength: 4 }),
  )
  .map(([id, parts]) => ({ id, parts: onceDeclared(parts) }))

/** A cell may declare a name once, and must not use it above. */
function onceDeclared(parts: readonly Part[]): readonly Part[] {
  const declared = new Map(parts.map((part) => [declaredName(part), part]))
  declared.delete(null)
  return [...declared.values(), ...parts.filter((part) => declaredName(part) === null)]
}

function declaredName({ cell: text, plain }: Part): string | null {
  return text === plain ? null : (/^(?:let|const|class|function) (\w+)/.exec(text)?.[1] ?? null)
}

/** The first cell defines everything; its getters look at variables, or only seem to. */
function firstCell([seesA, bumpsB]: readonly [boolean, boolean]): Cell {
  const define = (name: string, text: string): Part => ({
    cell: `const ${name} = ${text};`,
    plain: `${name} = ${text};`,
  })
  return {
    id: '0',
    parts: [
      ...variables.map((name, i): Part => ({ cell: `let ${name} = ${i + 1};`, plain: `${name} = ${i + 1};` })),
      ...functions.map((name) => define(name, '(x) => x')),
      define('seeA', seesA ? '{ get v() { return a } }' : '{ v: 1 }'),
      define('bumpB', bumpsB ? '{ get v() { return b = (b + 7) % 997 } }' : '{ v: 2 }'),
      ...shortFunctions.map((name) => ({
        cell: `function ${name}(x) { return x % 7 }`,
        plain: `${name} = (x) => x % 7;`,
      })),
      { cell: 'var r = 0;', plain: 'r = 0;' },
      { cell: 'class K { next() { return 1 } }', plain: 'K = class K { next() { return 1 } };' },
    ],
  }
}

/** What both programs may call. Recursion and work are bounded, the same way in both. */
function bounds() {
  let deep = 0
  let calls = 0
  return {
    depth: (run: () => number): number => {
      if (deep > 2) return 1
      deep++
      try {
        return run()
      } finally {
        deep--
      }
    },
    call: (run: () => number): number => (calls++ > 3000 ? 2 : run()),
  }
}

const report = `[${names.slice(0, 4).join(', ')}]`

async function inCells(cells: readonly Cell[]): Promise<readonly unknown[]> {
  const all = new Namespaces([])
  const helpers = bounds() as Record<string, unknown>
  const runtime: Partial<CellRuntime> = {
    flag: new Int32Array(1),
    ...arrayElements,
    settle: (given) => given,
    pace: (given) => (given % 700) + 1,
    environment: helpers,
    early: (name) => {
      throw new ReferenceError(name)
    },
  }
  const results: unknown[] = []
  for (const { id, parts } of cells.flatMap((one) => [one, { id: 'report', parts: [same(report)] }])) {
    const source = parts.map((part) => part.cell).join('\n')
    const link = (name: string) => (name in helpers ? ({ from: 'environment' } as const) : all.link(name))
    const compiled = compileCell(source, link, all.functionUses)
    if (!compiled.ok) throw new Error(`${compiled.problem.message}: ${source}`)
    const number = all.cellNumber(id)
    const create = new Script(compiled.cell.code).runInThisContext() as (...given: unknown[]) => () => Promise<unknown>
    const links = compiled.cell.links.map((linked) => all.space(linked))
    const start = create(runtime, all.space(number), all.lateNames(compiled.cell.late), ...links)
    all.claim(number, compiled.cell.defs)
    all.reassign(compiled.cell.names.writes)
    all.addUses(compiled.cell.uses)
    results.push(await start().catch((error: unknown) => `threw ${String(error)}`))
  }
  return results
}

function inPlainJavaScript(cells: readonly Cell[]): readonly unknown[] {
  const sections = cells.map(
    ({ parts }) => `try { ${parts.map((part) => part.plain).join('\n')}; results.push(undefined) }
      catch (error) { results.push('threw ' + String(error)) } results.push(${report});`,
  )
  const source = `"use strict"; let ${names.join(', ')}; const results = [];\n${sections.join('\n')}\nreturn results`
  const { depth, call } = bounds()
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- the reference is the language itself
  return new Function('depth', 'call', source)(depth, call) as readonly unknown[]
}

test('cells that share, redefine and run again leave their variables as one plain program does', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(fc.boolean(), fc.boolean()),
      fc.array(cell, { minLength: 1, maxLength: 4 }),
      async (getters, cells) => {
        const all = [firstCell(getters), ...cells]
        const expected = inPlainJavaScript(all)
        const actual = await inCells(all)
        const shown = (results: readonly unknown[]) => results.map((one) => JSON.stringify(one) ?? '')
        expect(shown(actual)).toEqual(shown(expected))
      },
    ),
    { numRuns: 150 },
  )
}, 60_000)
