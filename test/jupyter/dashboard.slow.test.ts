import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, openBrowser, openNotebook, runCommand } from './browser.ts'
import { freshNotebook } from './fresh-notebook.ts'
import { startLab, type RunningLab } from './jupyter-lab.ts'

const chromium = findChromium()
const extensions = new URL('../../.venv/share/jupyter/labextensions/', import.meta.url).pathname
const hasWidgets = ['@jupyter-widgets/jupyterlab-manager', 'anywidget'].every((name) =>
  existsSync(join(extensions, name)),
)
const pictures = new URL('../../.cache/screenshots', import.meta.url).pathname

const cells = [
  `import { createStudy, float, samplers, space, watch } from 'ansatz'
const study = await createStudy({ name: 'live', storage: 'memory:', direction: 'minimize', sampler: samplers.random(), seed: 1 })
const search = space({ rate: float(1e-4, 1).log(), depth: float(-1, 1) })`,
  `watch(study)
await study.optimize(search, async ({ rate, depth }) => {
  await new Promise((resolve) => setTimeout(resolve, 60))
  return Math.log10(rate) ** 2 + depth * depth
}, { trials: 5000 })
console.log('the cell goes on')`,
]

if (chromium === null || !hasWidgets) {
  const missing = chromium === null ? 'a Chromium on PATH or in the variable CHROMIUM' : 'anywidget in .venv'
  process.stdout.write(`Skipped: the test of the dashboard in JupyterLab needs ${missing}.\n`)
}

describe.skipIf(chromium === null || !hasWidgets)('the dashboard of watch in JupyterLab, in a browser', () => {
  let folder = ''
  let lab: RunningLab
  let browser: Browser
  let page: Page

  const file = (): string => join(folder, 'live.ipynb')
  const cell = () => page.locator('.jp-Cell').nth(1)
  const dashboard = () => cell().locator('.ansatz-dashboard')
  const tab = (name: string) => dashboard().getByRole('tab', { name })
  const status = () => dashboard().getByRole('status').innerText()
  const trials = async (): Promise<number> => {
    const text = await dashboard().locator('.ansatz-trials').innerText({ timeout: 1000 })
    return Number(/\d+/.exec(text)?.[0])
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ansatz-dashboard-'))
    await writeFile(file(), JSON.stringify(freshNotebook(cells)))
    await mkdir(pictures, { recursive: true })
    lab = await startLab(folder)
    browser = await openBrowser(chromium!)
    page = await browser.newPage({ viewport: { width: 1200, height: 1300 } })
    page.setDefaultTimeout(20_000)
    await openNotebook(page, `${lab.url}/lab/tree/live.ipynb`)
    void runCommand(page, 'notebook:run-all-cells').catch(() => {})
    await dashboard().waitFor()
  })

  afterAll(async () => {
    await browser?.close()
    await lab?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  it('is the only output of the cell, and advances while the study runs', async () => {
    await expect.poll(status, { timeout: 10_000 }).toBe('running')
    await expect.poll(trials, { timeout: 15_000 }).toBeGreaterThan(10)
    await expect.poll(() => dashboard().locator('svg').count()).toBe(1)
    expect(await cell().locator('.jp-OutputArea-child').count()).toBe(1)
    await expect.poll(() => dashboard().locator('tbody tr').count()).toBe(10)
  })

  it('changes its tab by the arrow keys, which the notebook does not take', async () => {
    await tab('History').focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await tab('Slice').getAttribute('aria-selected')).toBe('true')
    expect(await tab('Slice').evaluate((element) => element.matches(':focus'))).toBe(true)
    await expect.poll(() => dashboard().locator('.ansatz-figure').getAttribute('aria-label')).toContain('Slice of')
    await page.screenshot({ path: join(pictures, 'dashboard-light.png') })
  })

  it('shows newer trials in a page that was loaded again during the run', async () => {
    await runCommand(page, 'docmanager:save')
    const before = await trials()
    await page.reload()
    await dashboard().waitFor()
    await expect.poll(() => trials().catch(() => 0), { timeout: 15_000 }).toBeGreaterThan(before + 5)
    const reloaded = await trials()
    await expect.poll(trials, { timeout: 15_000 }).toBeGreaterThan(reloaded)
    expect(await tab('Slice').getAttribute('aria-selected')).toBe('true')
  })

  it('stops the study by its button', async () => {
    await dashboard().getByRole('button', { name: 'Stop' }).click()
    await expect.poll(status, { timeout: 10_000 }).toBe('stopped')
    await page.getByText('Ansatz (TypeScript) | Idle').waitFor()
    expect(await dashboard().getByRole('button', { name: 'Stop' }).count()).toBe(0)
  })

  it('can be read in a dark theme', async () => {
    await runCommand(page, 'apputils:change-theme', { theme: 'JupyterLab Dark' })
    await page.locator('body[data-jp-theme-light="false"]').waitFor({ state: 'attached' })
    await expect.poll(() => dashboard().locator('svg').evaluate(filterOf)).toContain('invert')
    await page.screenshot({ path: join(pictures, 'dashboard-dark.png') })
  })

  it('leaves in the notebook file the last plot for readers without widgets', async () => {
    await runCommand(page, 'docmanager:save')
    const notebook = JSON.parse(await readFile(file(), 'utf8')) as Notebook
    const data = notebook.cells[1].outputs[0].data
    expect(Object.keys(data)).toEqual([
      'application/vnd.jupyter.widget-view+json',
      'application/vnd.vegalite.v5+json',
      'image/svg+xml',
      'text/plain',
    ])
  })

  it('gives way to that plot where the notebook is opened after its kernel has ended', async () => {
    await page.evaluate(async () => {
      const { jupyterapp } = globalThis as unknown as { jupyterapp: { serviceManager: ServiceManager } }
      await jupyterapp.serviceManager.sessions.shutdownAll()
    })
    await page.reload()
    await cell().locator('.vega-embed').waitFor({ timeout: 40_000 })
    expect(await dashboard().count()).toBe(0)
    expect(await cell().getByText('Error displaying widget').count()).toBe(0)
    await page.screenshot({ path: join(pictures, 'dashboard-reopened.png') })
  })
})

/** Runs in the page. */
function filterOf(element: object): string {
  const page = globalThis as unknown as { getComputedStyle(element: object): { readonly filter: string } }
  return page.getComputedStyle(element).filter
}

interface ServiceManager {
  readonly sessions: { shutdownAll(): Promise<void> }
}

interface Notebook {
  readonly cells: readonly { readonly outputs: readonly { readonly data: Record<string, unknown> }[] }[]
}
