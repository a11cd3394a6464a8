import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, openBrowser, openNotebook, runCommand } from './browser.ts'
import { freshNotebook } from './fresh-notebook.ts'
import { startLab, type RunningLab } from './jupyter-lab.ts'

// What JupyterLab's own output area makes of the messages of the real kernel, also after the page was loaded again.

const chromium = findChromium()
const pictures = new URL('../../.cache/screenshots', import.meta.url).pathname

const shows = (text: string): string => `({ [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': ${text} }) })`
const cells = [
  `console.log('first')
display(${shows("'version 1'")}, { displayId: 'shared' })
setTimeout(() => console.log('late'), 5000)`,
  `display(${shows("'version 2'")}, { displayId: 'shared', update: true })`,
  `for (let frame = 0; frame < 4000; frame++) { clearOutput({ wait: true }); display(${shows("'frame ' + frame")}) }`,
  `for (let step = 0; step < 100; step++) { console.log('step', step); await new Promise((r) => setTimeout(r, 400)) }`,
  'display.replay()',
]

if (chromium === null) {
  process.stdout.write('Skipped: the test of outputs in JupyterLab needs a Chromium on PATH or in CHROMIUM.\n')
}

describe.skipIf(chromium === null)('outputs in JupyterLab, in a browser', () => {
  let folder = ''
  let lab: RunningLab
  let browser: Browser
  let page: Page

  const outputs = (index: number) => page.locator('.jp-Cell').nth(index).locator('.jp-OutputArea-output')
  const text = async (index: number): Promise<string> => (await outputs(index).allInnerTexts()).join('\n')
  const run = async (index: number): Promise<void> => {
    await page.locator('.jp-Cell').nth(index).locator('.cm-content').click()
    await runCommand(page, 'notebook:run-cell')
  }
  /** Does not wait for the end. */
  const start = async (index: number): Promise<void> => {
    await page.locator('.jp-Cell').nth(index).locator('.cm-content').click()
    void runCommand(page, 'notebook:run-cell').catch(() => {})
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ansatz-outputs-'))
    await writeFile(join(folder, 'outputs.ipynb'), JSON.stringify(freshNotebook(cells)))
    await mkdir(pictures, { recursive: true })
    lab = await startLab(folder)
    browser = await openBrowser(chromium!)
    page = await browser.newPage({ viewport: { width: 1300, height: 2200 } })
    page.setDefaultTimeout(20_000)
    await openNotebook(page, `${lab.url}/lab/tree/outputs.ipynb`)
  })

  afterAll(async () => {
    await browser?.close()
    await lab?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  it('output that comes after its cell has ended is shown in that cell', async () => {
    await run(0)
    expect(await text(0)).not.toContain('late')
    await expect.poll(() => text(0)).toMatch(/first[^]*version 1[^]*late/)
  })

  it('an update from another cell changes the display where it stands, and adds nothing', async () => {
    await run(1)
    await expect.poll(() => text(0)).toMatch(/first[^]*version 2[^]*late/)
    expect(await outputs(1).count()).toBe(0)
  })

  it('an animation of 4000 frames by clear_output(wait) leaves one output, the last frame', async () => {
    await run(2)
    await expect.poll(() => text(2)).toBe('frame 3999')
    expect(await outputs(2).count()).toBe(1)
  })

  it('a page that is loaded again shows a running cell that is run again: what it missed, and live what comes', async () => {
    await start(3)
    await expect.poll(() => text(3)).toContain('step 1')
    await runCommand(page, 'docmanager:save')
    await page.reload()
    await page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: 60_000 })
    await page.getByText('Ansatz (TypeScript) | Busy').waitFor()
    await pause(2500)
    const saved = await text(3)
    await start(3)
    await expect.poll(() => text(3)).toMatch(/What cell \[4\] has shown[^]*step 0\n[^]*step 9\n/)
    expect(saved).not.toContain('step 9')
    const before = await text(3)
    await expect.poll(() => text(3)).not.toBe(before)
    await page.screenshot({ path: join(pictures, 'reloaded.png') })
    await runCommand(page, 'notebook:interrupt-kernel')
    await page.getByText('Ansatz (TypeScript) | Idle').waitFor()
  })

  it('display.replay() brings what was missed into another cell', async () => {
    await run(4)
    await expect.poll(() => text(4)).toMatch(/What cell \[4\] has shown[^]*step 9\n/)
  })
})
