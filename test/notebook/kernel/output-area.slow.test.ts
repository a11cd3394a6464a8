import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KernelUnderTest } from './kernel-under-test.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const needed = ['esbuild', 'jsdom', ...['outputarea', 'rendermime', 'services'].map((name) => `@jupyterlab/${name}`)]
const missing = needed.filter((name) => !existsSync(join(root, 'node_modules', name)))

if (missing.length > 0) {
  process.stdout.write(`Skipped: JupyterLab's output area in jsdom needs ${missing.join(', ')}.\n`)
}

describe.skipIf(missing.length > 0)("JupyterLab's own output areas in front of the real kernel", () => {
  let kernel: KernelUnderTest
  let seen: Record<string, unknown>

  beforeAll(async () => {
    kernel = await KernelUnderTest.launch()
    const channels = ['shell', 'control', 'stdin', 'iopub'] as const
    const addresses = Object.fromEntries(channels.map((channel) => [channel, kernel.address(channel)]))
    const script = join(root, 'test/notebook/jsdom/run.mjs')
    const connection = JSON.stringify({ key: kernel.key, addresses })
    const { stdout } = await promisify(execFile)(process.execPath, [script, root, 'output-area.mjs', connection])
    seen = JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as Record<string, unknown>
  })
  afterAll(() => kernel[Symbol.asyncDispose]())

  it('what a timer prints after its cell has ended comes to that cell, while another one runs', () => {
    expect(seen.atFirst).toEqual(['stdout: a ran\n', 'display_data: version 1'])
    expect(seen.late).toEqual(['stdout: a ran\n', 'display_data: version 1', 'stdout: late\n'])
    expect(seen.other).toEqual(['stdout: b begins\nb ends\n'])
  })

  it('a display that another cell updates changes where it stands', () => {
    expect(seen.updated).toEqual(['stdout: a ran\n', 'display_data: version 2', 'stdout: late\n'])
  })

  it('a cell draws itself again when another one asks for that', () => {
    expect(seen.drawnAgain).toEqual(['display_data: drawn again'])
    expect(seen.drawnText).toBe('drawn again')
    expect(seen.caller).toEqual(['execute_result: 2'])
  })

  it('the kernel looks busy while a cell runs, also after another question was answered', () => {
    expect(seen.answer).toBe('incomplete')
    expect(seen.meanwhile).toBe('busy')
    expect(seen.afterwards).toBe('idle')
  })

  it('what the old run of a cell still prints does not come into the new one, and an error is one output', () => {
    expect(seen.runAgain).toEqual(["execute_result: 'new run'"])
    expect(seen.failed).toEqual(['error: RangeError'])
  })

  it('two pages see each their own cells, and one session speaks to both', () => {
    expect(seen.pages).toEqual([
      ['stdout: of the second page\n'],
      ["execute_result: 'new run'"],
      ['stdout: of the first\n'],
    ])
    expect(seen.sessions).toBe(1)
  })
})
