import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InstalledKernel } from '../jupyter/installed-kernel.ts'

const root = new URL('../..', import.meta.url).pathname
let kernel: InstalledKernel
beforeAll(() => {
  kernel = new InstalledKernel({ PYTHONPATH: join(root, 'kernelspec', 'papermill'), PYTHONDONTWRITEBYTECODE: '1' })
})
afterAll(() => kernel[Symbol.dispose]())

interface Cell {
  readonly metadata: { readonly tags?: readonly string[] }
  readonly source: string | readonly string[]
  readonly outputs: readonly { readonly output_type: string; readonly text?: string | readonly string[] }[]
}

function write(name: string, cells: readonly { readonly source: string; readonly tags?: readonly string[] }[]): string {
  const path = join(kernel.folder, name)
  const code = cells.map(({ source, tags = [] }, index) => ({
    cell_type: 'code',
    id: `cell-${index}`,
    source,
    metadata: { tags },
    outputs: [],
    execution_count: null,
  }))
  const metadata = { kernelspec: { name: 'ansatz', display_name: 'Ansatz (TypeScript)', language: 'typescript' } }
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells: code }))
  return path
}

function read(name: string): readonly Cell[] {
  return (JSON.parse(readFileSync(join(kernel.folder, name), 'utf8')) as { cells: Cell[] }).cells
}

function printed(cell: Cell): string {
  return cell.outputs.flatMap(({ text = '' }) => text).join('')
}

describe('jupyter nbconvert --execute', () => {
  test('writes an executed notebook and a page with results, plots and markup', async () => {
    write('report.ipynb', [
      { source: 'const n: number = 6\nn * 7' },
      { source: `await display(display.html('<b id="marked">bold</b>'))` },
      {
        source: `({ $schema: 'https://vega.github.io/schema/vega-lite/v5.json', data: { values: [{ x: 1 }] }, mark: 'point', encoding: { x: { field: 'x' } } })`,
      },
    ])
    const { code, output } = await kernel.run('-m', 'nbconvert', '--execute', '--to', 'html', 'report.ipynb')
    expect(code, output).toBe(0)
    const page = readFileSync(join(kernel.folder, 'report.html'), 'utf8')
    expect(page.includes('<pre>42</pre>')).toBe(true)
    expect(page.includes('<b id="marked">bold</b>')).toBe(true)
    // nbconvert puts pictures into the page as data.
    expect(page.split('src="data:image/svg+xml;base64,')).toHaveLength(2)
  })

  test('a failing cell ends it with an error that names the cell and the message', async () => {
    write('fails.ipynb', [{ source: 'throw new RangeError("too far")' }])
    const { code, output } = await kernel.run('-m', 'nbconvert', '--execute', '--to', 'notebook', 'fails.ipynb')
    expect(code).not.toBe(0)
    expect(output).toMatch(/RangeError.*too far/s)
  })
})

describe('papermill', () => {
  test('runs a notebook; a failing cell ends it with 1, and what ran so far is saved', async () => {
    write('plain.ipynb', [{ source: 'console.log("one")' }, { source: 'null.x' }, { source: 'console.log("never")' }])
    const { code, output } = await kernel.run('-m', 'papermill', 'plain.ipynb', 'ran.ipynb')
    expect(code).toBe(1)
    expect(output).toMatch(/PapermillExecutionError/)
    expect(output).toMatch(/TypeError.*Cannot read properties of null/s)
    // Papermill puts a note with a link to the failed cell before it, and one at the top.
    const ran = read('ran.ipynb').filter(({ outputs }) => outputs?.some(({ output_type }) => output_type === 'stream'))
    expect(ran.map(printed)).toEqual(['one\n'])
  })

  test('passes parameters of every kind, which replace those of the cell tagged "parameters"', async () => {
    write('parameters.ipynb', [
      {
        source: 'let lr = 0.1, name = "x", flags: unknown = 0, missing: unknown = 1, deep: unknown, big: unknown',
        tags: ['parameters'],
      },
      { source: 'console.log(JSON.stringify([lr, name, flags, missing, deep, String(big)]))' },
    ])
    const values = {
      lr: 1e-5,
      name: 'a "b" \\ é\n',
      flags: [true, false],
      missing: null,
      deep: { a: [1, 2.5], 'b c': {} },
    }
    const yaml = JSON.stringify({ ...values, big: '' }).replace('"big":""', '"big": 9007199254740993')
    const { code, output } = await kernel.run('-m', 'papermill', 'parameters.ipynb', 'set.ipynb', '-y', yaml)
    expect(code, output).toBe(0)
    const [, injected, last] = read('set.ipynb')
    expect(injected.metadata.tags).toEqual(['injected-parameters'])
    const { lr, name, flags, missing, deep } = values
    expect(JSON.parse(printed(last))).toEqual([lr, name, flags, missing, deep, '9007199254740993'])
    expect(output).not.toContain('unknown parameter')
  })

  test('knows the parameters of a notebook, and warns of others', async () => {
    const source = `const rate: number = 0.1 // of learning
let net = { width: 16, names: ["a, b", 'c;'] }, seed = 1;
var list =
  [1,
   2]
let $open: string | null`
    write('known.ipynb', [{ source, tags: ['parameters'] }])
    const help = await kernel.run('-m', 'papermill', '--help-notebook', 'known.ipynb')
    expect(help.output.split('\n').flatMap((line) => /^ {2}\S.*/.exec(line) ?? [])).toEqual([
      expect.stringMatching(/^ {2}rate: number \(default 0\.1\) +of learning$/),
      expect.stringMatching(/^ {2}net: Unknown type \(default \{ width: 16, names: \["a, b", 'c;'\] \}\)$/),
      expect.stringMatching(/^ {2}seed: Unknown type \(default 1\)$/),
      expect.stringMatching(/^ {2}list: Unknown type \(default \[1,/),
      expect.stringMatching(/^ {2}\$open: string \| null \(default None\)$/),
    ])
    const { output } = await kernel.run(
      '-m',
      'papermill',
      'known.ipynb',
      'out.ipynb',
      '-p',
      'seed',
      '2',
      '-p',
      'sed',
      '3',
    )
    expect(output.match(/unknown parameter: .*/g)).toEqual(['unknown parameter: sed'])
  })
})

describe('jupytext', () => {
  test('writes a notebook as TypeScript that can be read and compared, and runs it from there', async () => {
    write('model.ipynb', [
      { source: 'const rates: readonly number[] = [0.1, 0.2]' },
      { source: 'await Promise.resolve(rates.map((rate) => rate * 10))' },
    ])
    const there = await kernel.run('-m', 'jupytext', '--to', 'ts:percent', 'model.ipynb')
    expect(there.code, there.output).toBe(0)
    const script = readFileSync(join(kernel.folder, 'model.ts'), 'utf8')
    expect(script).toMatch(/^\/\/ ---\n.*name: ansatz\n.*\/\/ %%\nconst rates: readonly number\[\] = \[0\.1, 0\.2\]\n/s)
    const back = await kernel.run('-m', 'jupytext', '--to', 'ipynb', '--execute', '--output', 'back.ipynb', 'model.ts')
    expect(back.code, back.output).toBe(0)
    const [, { outputs }] = read('back.ipynb')
    expect(outputs).toMatchObject([{ output_type: 'execute_result', data: { 'text/plain': ['[ 1, 2 ]'] } }])
  })
})

describe.skipIf(process.platform === 'win32')('jupyter console', () => {
  test('prints results, waits for the rest of a cell, completes, and Ctrl-C stops a loop', async () => {
    const { code, output } = await kernel.run(join(root, 'test/frontends/console_session.py'))
    expect(code, output).toBe(0)
    expect(JSON.parse(output.trim().split('\n').at(-1)!)).toMatchObject({
      result: 'Out[1]: 42',
      'multi-line': 'line 0\nline 1',
      completed: 'Out[3]: 3',
      'after the interrupt': 'Out[5]: 44',
    })
  })
})

interface Seen {
  readonly type: string
  readonly content: Readonly<Record<string, unknown>>
}

interface ServerSession extends Readonly<Record<'first' | 'stopped' | 'after' | 'fresh', readonly Seen[]>> {
  readonly spec: { readonly spec: { readonly interrupt_mode: string } }
  readonly logos: Readonly<Record<string, string>>
  readonly state: string
  readonly left: number
}

describe("a Jupyter server's REST and WebSocket interface", () => {
  test('starts, runs, interrupts, restarts and ends a kernel', async () => {
    const { code, output } = await kernel.run(join(root, 'test/frontends/server_session.py'))
    expect(code, output).toBe(0)
    const session = JSON.parse(output.trim().split('\n').at(-1)!) as ServerSession
    const types = session.first.map(({ type }) => type)
    expect(types.filter((type) => type !== 'status')).toEqual([
      'execute_input',
      'stream',
      'execute_result',
      'execute_reply',
    ])
    expect(session.stopped.find(({ type }) => type === 'execute_reply')?.content).toMatchObject({ status: 'error' })
    const value = (seen: readonly Seen[]): unknown =>
      seen.find(({ type }) => type === 'execute_result')?.content['data']
    expect(value(session.after)).toEqual({ 'text/plain': '1' })
    expect(value(session.fresh)).toEqual({ 'text/plain': "'undefined'" })
    expect(session.spec.spec.interrupt_mode).toBe('message')
    const png = '89504e470d0a1a0a'
    expect(session.logos).toMatchObject({ 'logo-32x32': png, 'logo-64x64': png })
    expect(session.left).toBe(0)
  })
})
