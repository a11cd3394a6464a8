import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cruise, type IReporterOutput, type ICruiseResult } from 'dependency-cruiser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const require = createRequire(import.meta.url)
const { modules } = require('./modules.cjs') as { modules: Record<string, { imports: string[]; pure?: boolean }> }
const rules = require('./rules.cjs') as { forbidden: object[]; options: object }
const root = new URL('../..', import.meta.url).pathname

async function violations(baseDir: string): Promise<ICruiseResult> {
  const options = { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true, baseDir }
  const output: IReporterOutput = await cruise(['src'], options as never)
  return output.output as ICruiseResult
}

async function sourceFiles(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true })
  return files.filter((file) => /\.(ts|mjs)$/.test(file) && !file.endsWith('.assembly.ts'))
}

describe('the import table', () => {
  it('names each module after the modules that it imports, so that it has no cycle', () => {
    const seen = new Set<string>()
    for (const [name, { imports }] of Object.entries(modules)) {
      expect(imports.filter((imported) => !seen.has(imported))).toEqual([])
      seen.add(name)
    }
  })

  it('holds every folder of src that has source files, but for the entries and the bootstrap', async () => {
    const files = (await sourceFiles(join(root, 'src'))).filter((file) => file.endsWith('.ts'))
    const unknown = files.filter((file) => !Object.keys(modules).some((name) => file.startsWith(`${name}/`)))
    expect(unknown.toSorted()).toEqual(['hpo/index.ts', 'index.ts', 'notebook/index.ts', 'train/index.ts'])
  })
})

describe('the layers', () => {
  let copy = ''

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'ansatz-layers-'))
    await cp(join(root, 'src'), join(copy, 'src'), { recursive: true })
    await cp(join(root, 'package.json'), join(copy, 'package.json'))
  })
  afterAll(() => rm(copy, { recursive: true, force: true }))

  it('have no forbidden import and no cycle in src', async () => {
    const { summary, modules: cruised } = await violations(root)
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([])
    // A tool that cannot read TypeScript finds no violation either: it must have read every file.
    const read = cruised.filter(({ source }) => source.startsWith('src/')).length
    expect(read).toBe((await sourceFiles(join(root, 'src'))).length)
  })

  it.each([
    ['layer hpo/space', 'hpo/space/planted.ts', "import '../study/study.ts'\n"],
    ['pure hpo/space', 'hpo/space/planted.ts', "import 'node:fs'\n"],
    ['door zeromq', 'hpo/space/planted.ts', "import 'zeromq'\n"],
    ['no-cycles', 'base/planted.ts', "import './planted-too.ts'\nexport const planted = 1\n"],
  ])('catch a planted violation of "%s"', async (rule, file, text) => {
    await writeFile(join(copy, 'src', file), text)
    await writeFile(join(copy, 'src/base/planted-too.ts'), "import './planted.ts'\n")
    const { summary } = await violations(copy)
    await rm(join(copy, 'src', file))
    await rm(join(copy, 'src/base/planted-too.ts'))
    expect(summary.violations.map((violation) => violation.rule.name)).toContain(rule)
  })
})
