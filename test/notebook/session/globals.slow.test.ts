import ts from 'typescript'
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { notebookGlobals } from '../../../src/notebook/language/notebook-globals.ts'
import { cellEnvironment, cellMeta } from '../../../src/notebook/session/notebook-place.ts'
import { plain, TestExecutor } from './executor.ts'
import { nodeUnderTest } from './node-under-test.ts'

let executor: TestExecutor
beforeAll(() => void (executor = new TestExecutor()))
afterAll(() => executor.close())

const declarations = ts.createSourceFile('globals.d.ts', notebookGlobals, ts.ScriptTarget.Latest)

function declaredNames(): string[] {
  return declarations.statements.flatMap((statement) => {
    if (ts.isFunctionDeclaration(statement)) return [statement.name!.text]
    if (!ts.isVariableStatement(statement)) return []
    return statement.declarationList.declarations.map(({ name }) => (name as ts.Identifier).text)
  })
}

/** The names of the members of a declared interface or variable. */
function declaredMembers(wanted: string): string[] {
  const members = declarations.statements.flatMap((statement) => {
    if (ts.isInterfaceDeclaration(statement)) return statement.name.text === wanted ? [...statement.members] : []
    if (!ts.isVariableStatement(statement)) return []
    const [{ name, type }] = statement.declarationList.declarations
    const found = ts.isIdentifier(name) && name.text === wanted && type !== undefined && ts.isTypeLiteralNode(type)
    return found ? [...type.members] : []
  })
  return members.flatMap(({ name }) => (name === undefined ? [] : [name.getText(declarations)])).sort()
}

/** The value of a cell that ends with an array of strings. */
async function listed(code: string): Promise<string[]> {
  const { result } = await executor.run(`JSON.stringify(${code})`)
  return JSON.parse(result!.slice(1, -1))
}

test('every global that the session defines is declared for completion, and the reverse', async () => {
  const names = 'Object.getOwnPropertyNames(globalThis)'
  const nodes = new Set(
    JSON.parse(execFileSync(nodeUnderTest, ['-p', `JSON.stringify(${names})`], { encoding: 'utf8' })),
  )
  const ours = (await listed(names)).filter((name) => !nodes.has(name))
  const place = { folder: executor.folder, file: `${executor.folder}/notebook.ipynb` }
  expect(declaredNames().sort()).toEqual(
    [...ours, ...Object.keys(cellEnvironment(place, createRequire(place.file)))].sort(),
  )
  expect(declaredMembers('display')).toEqual((await listed('Object.keys(display)')).sort())
  expect(declaredMembers('ImportMeta')).toEqual(Object.keys(cellMeta(place)).sort())
})

test('display returns a promise, and html`…` and its like are values with their content', async () => {
  const { result } = await executor.run(
    'const shown = display(1); const kinds = [shown instanceof Promise, display.svg("<svg/>").content]; kinds',
  )
  expect(plain(result!)).toBe("[ true, '<svg/>' ]")
})
