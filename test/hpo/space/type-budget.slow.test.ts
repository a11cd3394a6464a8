import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

// What a space costs the compiler: type instantiations beyond those of its imports. A ceiling is one and a half times
// what was measured with TypeScript 6.0.3; beyond some 100,000 an editor is felt to wait.

const imports = `
import { bool } from '../../../src/hpo/space/kinds/bool.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { simplex } from '../../../src/hpo/space/kinds/simplex.ts'
import type { Infer } from '../../../src/hpo/space/node.ts'
import { space } from '../../../src/hpo/space/space.ts'
export const names = [bool, choice, float, int, oneOf, simplex, space]
export type Any = Infer<ReturnType<typeof float>>
`

/** Thirty parameters. */
const thirty = `
const s = space({
  ${Array.from({ length: 12 }, (_, i) => `f${i}: float(0, 1),`).join(' ')}
  ${Array.from({ length: 6 }, (_, i) => `n${i}: int(0, ${i + 5}),`).join(' ')}
  ${Array.from({ length: 4 }, (_, i) => `b${i}: bool(),`).join(' ')}
  ${Array.from({ length: 4 }, (_, i) => `c${i}: choice('p', 'q', 'r', 's'),`).join(' ')}
  w: simplex(['a', 'b', 'c']),
  opt: oneOf('name', { adam: { beta: float(0, 1) }, sgd: { momentum: float(0, 1) } }),
  x: float(0, 1), y: float(0, 1),
})`

const branches = Array.from(
  { length: 4 },
  (_, i) => `.branch('c${i}', { p: { p${i}: float(0, 1) }, q: { q${i}: int(0, 1) } })`,
).join('')

const use = `
export type P = Infer<typeof s>
export const train = (p: P): number => (p.c0 === 'p' ? p.p0 + p.f1 : p.n1)`

const root = fileURLToPath(new URL('.', import.meta.url))

const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  types: ['node'],
}
const host = ts.createCompilerHost(options)
const parsed = new Map<string, ts.SourceFile | undefined>()

function instantiations(source: string): number {
  const name = `${root}budget.ts`
  const program = ts.createProgram([name], options, {
    ...host,
    fileExists: (file) => file === name || host.fileExists(file),
    readFile: (file) => (file === name ? source : host.readFile(file)),
    getSourceFile(file, ...rest) {
      if (file === name) return ts.createSourceFile(file, source, ts.ScriptTarget.ES2023)
      if (!parsed.has(file)) parsed.set(file, host.getSourceFile(file, ...rest))
      return parsed.get(file)
    },
  }) as ts.Program & { getInstantiationCount(): number }
  const problems = program.getSemanticDiagnostics(program.getSourceFile(name))
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual([])
  return program.getInstantiationCount()
}

const alone = instantiations(imports)

test.each([
  ['30 parameters', thirty + use.replace("p.c0 === 'p' ? p.p0 + p.f1 : p.n1", 'p.f1'), 1000],
  ['30 parameters with 4 branches (81 members of the union)', thirty + branches + use, 60_000],
  [
    '30 parameters with 4 branches, a derived value and a requirement',
    `${thirty}${branches}.derive({ sum: (p) => p.x + p.y }).require('small', (p) => p.sum < 1)${use}`,
    72_000,
  ],
])('%s stay below the budget', (_, source, ceiling) => {
  const cost = instantiations(imports + source) - alone
  expect(cost).toBeGreaterThan(0)
  expect(cost).toBeLessThan(ceiling)
})
