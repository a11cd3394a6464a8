import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise, type IReporterOutput, type ICruiseResult } from 'dependency-cruiser'
import { describe, expect, it } from 'vitest'

const require = createRequire(import.meta.url)
const { modules, rooms } = require('./modules.cjs') as {
  modules: Record<string, { imports: string[]; pure?: boolean }>
  rooms: Record<string, string[]>
}
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

  it('has the linter keep clocks and chance out of each pure module but the one that lives in a page', async () => {
    const { overrides } = JSON.parse(await readFile(join(root, 'test/architecture/oxlint.json'), 'utf8')) as {
      overrides: { files: string[]; rules: Record<string, unknown> }[]
    }
    const linted = overrides.find(({ rules: its }) => 'no-restricted-globals' in its)!.files
    const pure = Object.keys(modules).filter((name) => modules[name].pure === true && name !== 'labextension')
    expect(linted).toEqual(pure.map((name) => `**/src/${name}/**`))
  })

  it('names every room of the modules that it says are of several', async () => {
    for (const [module, names] of Object.entries(rooms)) {
      const entries = await readdir(join(root, 'src', module), { withFileTypes: true })
      const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
      expect(folders.toSorted()).toEqual(names.toSorted())
    }
  })
})

describe('the layers', () => {
  it('have no forbidden import and no cycle in src', async () => {
    const { summary, modules: cruised } = await violations(root)
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([])
    // A tool that cannot read TypeScript finds no violation either: it must have read every file.
    const read = cruised.filter(({ source }) => source.startsWith('src/')).length
    expect(read).toBe((await sourceFiles(join(root, 'src'))).length)
  })

  it.each([
    ['layer hpo/space', { 'hpo/space/a.ts': "import '../study/b.ts'\n", 'hpo/study/b.ts': '' }],
    [
      'room hpo/samplers/gp/utility',
      { 'hpo/samplers/gp/utility/a.ts': "import '../gp.ts'\n", 'hpo/samplers/gp/gp.ts': '' },
    ],
    ['pure hpo/space', { 'hpo/space/a.ts': "import 'node:fs'\n" }],
    ['door zeromq', { 'hpo/space/a.ts': "import 'zeromq'\n" }],
    [
      'no-cycles',
      { 'base/a.ts': "import './b.ts'\n", 'base/b.ts': "import './c.ts'\n", 'base/c.ts': "import './a.ts'\n" },
    ],
  ])('catch a planted violation of "%s", and nothing else', async (rule, files) => {
    const project = await mkdtemp(join(tmpdir(), 'ansatz-layers-'))
    try {
      for (const [file, text] of Object.entries(files)) {
        await mkdir(dirname(join(project, 'src', file)), { recursive: true })
        await writeFile(join(project, 'src', file), text)
      }
      const { summary } = await violations(project)
      expect(new Set(summary.violations.map((violation) => violation.rule.name))).toEqual(new Set([rule]))
    } finally {
      await rm(project, { recursive: true })
    }
  })
})
