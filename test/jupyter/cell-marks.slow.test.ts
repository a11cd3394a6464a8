import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, openBrowser, openNotebook, runCommand } from './browser.ts'
import { freshNotebook } from './fresh-notebook.ts'
import { startLab, type RunningLab } from './jupyter-lab.ts'

const chromium = findChromium()
const pictures = new URL('../../.cache/screenshots', import.meta.url).pathname

/** A browser on a busy machine may take its time. */
const patience = { timeout: 30_000 }

const cells = [
  'const lr = 0.1',
  'const steps = Array.from({ length: 4 }, (_, n) => lr * 2 ** n)\nsteps',
  'steps.length',
  'typeof answer',
  'const answer = 42',
]

if (chromium === null) {
  process.stdout.write('Skipped: the test of stale marks needs a Chromium on PATH or in the variable CHROMIUM.\n')
}

describe.skipIf(chromium === null)('marks at stale cells in JupyterLab, in a browser', () => {
  let folder = ''
  let lab: RunningLab
  let browser: Browser
  let page: Page
  const pageErrors: string[] = []

  const cell = (index: number) => page.locator('.jp-Cell').nth(index)
  const mark = (index: number) => cell(index).locator('.ansatz-CellMark')
  const states = () =>
    page
      .locator('.jp-Cell')
      .evaluateAll((all) => all.map((one) => (one as HTMLElementLike).dataset['ansatzState'] ?? ''))
  const prompts = () => page.locator('.jp-InputPrompt').allInnerTexts()

  async function type(index: number, code: string): Promise<void> {
    await cell(index).locator('.cm-content').click()
    await page.keyboard.press('Control+A')
    await page.keyboard.insertText(code)
  }

  async function run(index: number): Promise<void> {
    await cell(index).locator('.cm-content').click()
    await runCommand(page, 'notebook:run-cell')
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ansatz-marks-'))
    await writeFile(join(folder, 'marks.ipynb'), JSON.stringify(freshNotebook(cells)))
    await mkdir(pictures, { recursive: true })
    lab = await startLab(folder)
    browser = await openBrowser(chromium!)
    page = await browser.newPage({ viewport: { width: 1000, height: 620 }, deviceScaleFactor: 2 })
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => pageErrors.push(String(error.stack)))
    await openNotebook(page, `${lab.url}/lab/tree/marks.ipynb`)
  })

  afterAll(async () => {
    await browser?.close()
    await lab?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  it('nothing is marked before cells run, nor after they ran from top to bottom', async () => {
    expect(await states()).toEqual(['', '', '', '', ''])
    await runCommand(page, 'notebook:run-all-cells')
    await expect.poll(prompts, patience).toEqual(['[1]:', '[2]:', '[3]:', '[4]:', '[5]:'])
    // The kernel tells at most 20 ms after a cell, and the page shows it 100 ms later.
    await page.waitForTimeout(500)
    expect(await states()).toEqual(['', '', '', '', ''])
  })

  it('a cell that was edited since it ran is marked; one whose definition ran again is stale, with the reason', async () => {
    await type(0, 'const lr = 0.2')
    await expect.poll(states, patience).toEqual(['edited', '', '', '', ''])
    expect(await mark(0).getAttribute('aria-label')).toBe('Edited since it ran.')
    await runCommand(page, 'notebook:run-cell')
    await expect.poll(states, patience).toEqual(['', 'stale', 'stale', '', ''])
    expect(await mark(1).getAttribute('title')).toBe('Stale. Uses `lr` of cell [6], which ran again.')
    expect(await mark(1).getAttribute('aria-label')).toBe('Stale. Uses `lr` of cell [6], which ran again.')
    expect(await mark(2).getAttribute('title')).toBe('Stale. Uses `steps` of cell [2], which is stale.')
  })

  it('a cell that took a name from below is marked as out of order', async () => {
    await run(3)
    await expect.poll(states, patience).toEqual(['', 'stale', 'stale', 'misplaced', ''])
    expect(await mark(3).getAttribute('title')).toContain('Run All would not find it')
    await type(4, 'const answer = 43')
    await expect.poll(states, patience).toEqual(['', 'stale', 'stale', 'misplaced', 'edited'])
  })

  it('the marks can be seen in the light and in the dark theme', async () => {
    const colours = new Set<string>()
    for (const theme of ['Light', 'Dark']) {
      await runCommand(page, 'apputils:change-theme', { theme: `JupyterLab ${theme}` })
      await page.locator(`body[data-jp-theme-light="${theme === 'Light'}"]`).waitFor({ state: 'attached' })
      const box = await mark(1).boundingBox()
      expect(box?.width).toBeGreaterThan(10)
      colours.add(
        await mark(1).evaluate(
          (element) =>
            (globalThis as unknown as { getComputedStyle(e: unknown): { color: string } }).getComputedStyle(element)
              .color,
        ),
      )
      await page.screenshot({ path: join(pictures, `cell-marks-${theme.toLowerCase()}.png`) })
    }
    expect([...colours].filter((colour) => colour === 'rgba(0, 0, 0, 0)')).toEqual([])
    await runCommand(page, 'apputils:change-theme', { theme: 'JupyterLab Light' })
  })

  it('running a stale cell removes its mark; a reload of the page brings the others back', async () => {
    await run(1)
    await expect.poll(states, patience).toEqual(['', '', 'stale', 'misplaced', 'edited'])
    await runCommand(page, 'docmanager:save')
    await page.reload()
    await expect.poll(states, patience).toEqual(['', '', 'stale', 'misplaced', 'edited'])
    await run(2)
    await expect.poll(states, patience).toEqual(['', '', '', 'misplaced', 'edited'])
  })

  it('moving the definition above the cell that takes it puts it in order', async () => {
    await cell(4).locator('.jp-InputPrompt').click()
    await runCommand(page, 'notebook:move-cell-up')
    await expect.poll(states, patience).toEqual(['', '', '', 'edited', ''])
  })

  it('a restart of the kernel removes every mark', async () => {
    await page.evaluate(async () => {
      const { jupyterapp } = globalThis as unknown as { jupyterapp: { shell: { currentWidget: Restartable } } }
      await jupyterapp.shell.currentWidget.sessionContext.restartKernel()
    })
    await expect.poll(states, patience).toEqual(['', '', '', '', ''])
    await run(0)
    await run(1)
    await run(0)
    await expect.poll(states, patience).toEqual(['', 'stale', '', '', ''])
  })

  it('nothing of this has thrown an error in the page', () => {
    expect(pageErrors.filter((error) => error.includes('/ansatz/'))).toEqual([])
  })
})

interface HTMLElementLike {
  readonly dataset: Record<string, string | undefined>
}

interface Restartable {
  readonly sessionContext: { restartKernel(): Promise<void> }
}
