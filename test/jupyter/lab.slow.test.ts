import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshNotebook } from './fresh-notebook.ts'
import { findChromium, openBrowser, openNotebook, runCommand } from './browser.ts'
import { startLab, type RunningLab } from './jupyter-lab.ts'

const chromium = findChromium()
const pictures = new URL('../../.cache/screenshots', import.meta.url).pathname

const cells = [
  `import { createStudy, float, samplers, space, watch } from 'ansatz'
const study = await createStudy({ name: 'live', storage: 'memory:', direction: 'minimize', sampler: samplers.random(), seed: 1 })
const search = space({ x: float(-1, 1), y: float(1e-3, 1).log() })`,
  `watch(study, { plots: ['history'], widget: false })
await study.optimize(search, async ({ x, y }) => {
  await new Promise((resolve) => setTimeout(resolve, 100))
  return x * x + y
}, { trials: 40 })`,
  'study.plot.parallelCoordinates()',
  'study.plot.slice()',
  'study.trials.length',
]

if (chromium === null) {
  process.stdout.write('Skipped: the JupyterLab test needs a Chromium on PATH or in the variable CHROMIUM.\n')
}

describe.skipIf(chromium === null)('a notebook in JupyterLab, in a browser', () => {
  let folder = ''
  let lab: RunningLab
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ansatz-notebook-'))
    await writeFile(join(folder, 'live.ipynb'), JSON.stringify(freshNotebook(cells)))
    await mkdir(pictures, { recursive: true })
    lab = await startLab(folder)
    browser = await openBrowser(chromium!)
    page = await browser.newPage({ viewport: { width: 1300, height: 2600 } })
    page.setDefaultTimeout(20_000)
    await openNotebook(page, `${lab.url}/lab/tree/live.ipynb`)
  })

  afterAll(async () => {
    await browser?.close()
    await lab?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  it('updates the progress display in place while the study runs, and runs every cell', async () => {
    const outputs = page.locator('.jp-Cell').nth(1).locator('.jp-OutputArea')
    const running = runCommand(page, 'notebook:run-all-cells')
    const seen = new Set<string>()
    await expect
      .poll(
        async () => {
          const text = await outputs.innerText({ timeout: 1000 }).catch(() => '')
          seen.add(text)
          return text
        },
        { timeout: 60_000, interval: 200 },
      )
      .toMatch(/\b40\/40 trials/)
    await running
    // The plot and the progress are two outputs that changed, not one output after the other. What optimize gives is the
    // third, the value of the cell.
    expect(seen.size).toBeGreaterThan(3)
    await expect.poll(() => page.locator('.jp-Cell').nth(1).locator('.jp-OutputArea-child').count()).toBe(3)
    await expect
      .poll(() => page.locator('.jp-InputPrompt').allInnerTexts())
      .toEqual(['[1]:', '[2]:', '[3]:', '[4]:', '[5]:'])
  })

  it('shows every plot as a live Vega figure, and no error', async () => {
    await expect.poll(() => page.locator('.vega-embed').count(), { timeout: 20_000 }).toBe(3)
    expect(await page.locator('.jp-OutputArea-output[data-mime-type*="error"]').count()).toBe(0)
    expect(await page.locator('.jp-Cell').nth(4).locator('.jp-OutputArea-output').innerText()).toBe('40')
    await page.screenshot({ path: join(pictures, 'live.png') })
  })

  it('stops a running loop by the stop button and goes on with the next cell', async () => {
    await setLastCell(page, 'const kept = 7; while (true) {}')
    const looping = runCommand(page, 'notebook:run-cell')
    await page.locator('.jp-Notebook-ExecutionIndicator[data-status="busy"]').waitFor()
    await runCommand(page, 'notebook:interrupt-kernel')
    const last = page.locator('.jp-Cell').nth(4).locator('.jp-OutputArea-output')
    await expect.poll(() => last.allInnerTexts(), { timeout: 20_000 }).toEqual([expect.stringContaining('Interrupted')])
    await looping
    await setLastCell(page, 'kept')
    await runCommand(page, 'notebook:run-cell')
    await expect.poll(() => last.allInnerTexts(), { timeout: 20_000 }).toEqual(['7'])
  })

  it('completes behind Tab, with the kinds of names, and explains a call behind Shift+Tab', async () => {
    await setLastCell(page, 'study.best')
    const items = page.locator('.jp-Completer-item')
    await expect
      .poll(
        async () => {
          // JupyterLab waits a second for an answer; a busy machine may need longer to load TypeScript.
          if ((await items.count()) === 0) await page.keyboard.press('Tab')
          await page.waitForTimeout(500)
          return (await items.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim())
        },
        { timeout: 30_000 },
      )
      .toContainEqual(expect.stringMatching(/bestValue.*property/))
    await page.keyboard.press('Escape')
    await setLastCell(page, 'float(')
    const tooltip = page.locator('.jp-Tooltip')
    await page.keyboard.press('Shift+Tab')
    await expect.poll(() => tooltip.innerText(), { timeout: 20_000 }).toContain('float(low: number')
    await page.keyboard.press('Escape')
  })

  it('an error shows the line of the cell, without colour codes, and a syntax error points at its place', async () => {
    const last = page.locator('.jp-Cell').nth(4).locator('.jp-OutputArea-output')
    await setLastCell(page, 'function fails(x: any) {\nreturn x.deep.value }\nfails({})')
    await runCommand(page, 'notebook:run-cell').catch(() => {})
    await expect
      .poll(() => last.allInnerTexts(), { timeout: 20_000 })
      .toEqual([
        expect.stringMatching(/^TypeError: Cannot read[^]*at fails \(Cell \[\d+\], line 2, column 15\)\n2 \| return x/),
      ])
    await setLastCell(page, 'const b = (;')
    await runCommand(page, 'notebook:run-cell').catch(() => {})
    await expect
      .poll(() => last.allInnerTexts(), { timeout: 20_000 })
      .toEqual([expect.stringMatching(/^SyntaxError: [^]*line 1, column 12\)\n1 \| const b = \(;\n {2}\| {12}\^/)])
    expect((await last.allInnerTexts()).join('')).not.toContain('\u001B')
  })

  it('asks a question in the page and takes the answer', async () => {
    await setLastCell(page, "prompt('Who?')")
    const asking = runCommand(page, 'notebook:run-cell')
    await page.locator('.jp-Stdin-input').fill('Ada')
    await page.keyboard.press('Enter')
    await asking
    const last = page.locator('.jp-Cell').nth(4).locator('.jp-OutputArea-output')
    await expect.poll(() => last.allInnerTexts(), { timeout: 20_000 }).toContain("'Ada'")
  })

  it('restarts in the middle of a loop, and runs cells again', async () => {
    await setLastCell(page, 'while (true) {}')
    void runCommand(page, 'notebook:run-cell').catch(() => {})
    await page.locator('.jp-Notebook-ExecutionIndicator[data-status="busy"]').waitFor()
    void runCommand(page, 'notebook:restart-kernel').catch(() => {})
    await page.locator('.jp-Dialog button.jp-mod-accept').click()
    await page.getByText('Ansatz (TypeScript) | Idle').waitFor()
    await setLastCell(page, 'typeof study')
    await runCommand(page, 'notebook:run-cell')
    const last = page.locator('.jp-Cell').nth(4).locator('.jp-OutputArea-output')
    await expect.poll(() => last.allInnerTexts(), { timeout: 20_000 }).toEqual(["'undefined'"])
  })
})

async function setLastCell(page: Page, code: string): Promise<void> {
  const editor = page.locator('.jp-Cell').nth(4).locator('.cm-content')
  await editor.click()
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(code)
}
