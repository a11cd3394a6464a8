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
})

async function setLastCell(page: Page, code: string): Promise<void> {
  const editor = page.locator('.jp-Cell').nth(4).locator('.cm-content')
  await editor.click()
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(code)
}
