import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshNotebook } from './fresh-notebook.ts'
import { findChromium, openBrowser, openNotebook, runCommand } from './browser.ts'
import { startLab, type RunningLab } from './jupyter-lab.ts'

const chromium = findChromium()
const extensions = new URL('../../.venv/share/jupyter/labextensions/', import.meta.url).pathname
const hasWidgets = existsSync(join(extensions, '@jupyter-widgets/jupyterlab-manager'))
const pictures = new URL('../../.cache/screenshots', import.meta.url).pathname

const cells = [
  `import { input } from 'ansatz'
const slider = input.intSlider({ min: 0, max: 10, value: 3, description: 'depth of the network', style: { handleColor: 'red' } })
slider.onChange((value) => console.log('depth is', value))
slider`,
  `const choice = input.dropdown({ options: { small: { width: 16 }, large: { width: 512 } }, description: 'width' })
const result = input.label({ value: 'nothing yet' })
const button = input.button({ description: 'Train' })
button.onClick(() => { result.value = \`trained with \${choice.value.width}\` })
input.vbox([choice, input.hbox([button, result])])`,
  `const counter = input.anywidget({
  esm: \`export default { render({ model, el }) {
    const show = () => { el.textContent = model.get('bytes').getUint8(0) + ' clicks' }
    el.className = 'counter'
    el.onclick = () => model.send('more')
    model.on('change:bytes', show)
    show()
  } }\`,
  state: { bytes: new Uint8Array([0]) },
})
counter.onMessage(() => counter.set({ bytes: new Uint8Array([counter.get('bytes')[0] + 1]) }))
counter`,
  `input.interact({ n: input.intSlider({ min: 1, max: 5, value: 2, description: 'n' }) }, ({ n }) => n ** 3)`,
  `slider.value = 8; const until = Date.now() + 150_000; while (Date.now() < until) {}`,
]

if (chromium === null || !hasWidgets) {
  const missing = chromium === null ? 'a Chromium on PATH or in the variable CHROMIUM' : 'jupyterlab_widgets in .venv'
  process.stdout.write(`Skipped: the test of widgets in JupyterLab needs ${missing}.\n`)
}

describe.skipIf(chromium === null || !hasWidgets)('controls in JupyterLab, in a browser', () => {
  let folder = ''
  let lab: RunningLab
  let browser: Browser
  let page: Page
  const pageErrors: string[] = []

  const cell = (index: number) => page.locator('.jp-Cell').nth(index)
  const outputOf = (index: number) => cell(index).locator('.jp-OutputArea-output')
  const readout = () => cell(0).locator('.widget-readout')

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ansatz-widgets-'))
    await writeFile(join(folder, 'widgets.ipynb'), JSON.stringify(freshNotebook(cells)))
    await mkdir(pictures, { recursive: true })
    lab = await startLab(folder)
    browser = await openBrowser(chromium!)
    page = await browser.newPage({ viewport: { width: 1300, height: 2000 } })
    page.on('pageerror', (error) => pageErrors.push(String(error.stack)))
    await openNotebook(page, `${lab.url}/lab/tree/widgets.ipynb`)
    for (const index of [0, 1, 2, 3]) {
      await cell(index).locator('.cm-content').click()
      await runCommand(page, 'notebook:run-cell')
    }
    await cell(3).locator('.widget-slider').waitFor({ timeout: 30_000 })
  })

  afterAll(async () => {
    await browser?.close()
    await lab?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  it('a long description is shown whole, and a style colours what it is meant for', async () => {
    const label = cell(0).locator('.widget-label')
    expect(await label.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0)
    await expect.poll(() => cell(0).locator('.noUi-handle').getAttribute('style')).toContain('red')
  })

  it('a slider that is moved by its handle changes the output of its cell', async () => {
    expect(await readout().innerText()).toBe('3')
    await cell(0).locator('.noUi-handle').focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => readout().innerText()).toBe('5')
    await expect.poll(() => outputOf(0).allInnerTexts()).toContainEqual(expect.stringContaining('depth is 5'))
  })

  it('a button reads the value behind the label that is chosen in a dropdown', async () => {
    await cell(1).locator('select').selectOption('large')
    await cell(1).getByRole('button', { name: 'Train' }).click()
    await expect.poll(() => cell(1).locator('.widget-label').last().innerText()).toBe('trained with 512')
  })

  it('a widget of one’s own runs its module, and bytes reach it', async () => {
    const counter = cell(2).locator('.counter')
    await expect.poll(() => counter.innerText()).toBe('0 clicks')
    await counter.click()
    await expect.poll(() => counter.innerText()).toBe('1 clicks')
  })

  it('interact shows the result for the new value', async () => {
    await expect.poll(() => cell(3).locator('.jp-OutputArea-output pre').allInnerTexts()).toEqual(['8'])
    await cell(3).locator('.noUi-handle').focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => cell(3).locator('.jp-OutputArea-output pre').allInnerTexts()).toEqual(['27'])
    await page.screenshot({ path: join(pictures, 'widgets.png') })
  })

  it('a page that is loaded again while code keeps the notebook busy shows the controls as they are', async () => {
    await runCommand(page, 'docmanager:save')
    await cell(4).locator('.cm-content').click()
    // Not awaited: the command ends with the cell.
    void runCommand(page, 'notebook:run-cell').catch(() => {})
    await expect.poll(() => readout().innerText()).toBe('8')
    await page.reload()
    await page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: 60_000 })
    await expect
      .poll(
        () =>
          readout()
            .innerText({ timeout: 1000 })
            .catch(() => ''),
        { timeout: 20_000 },
      )
      .toBe('8')
    // Still in the loop: nobody but the protocol process can have told it.
    await page.getByText('Ansatz (TypeScript) | Busy').waitFor()
    await page.screenshot({ path: join(pictures, 'widgets-reloaded.png') })
  })

  it('nothing of this has thrown an error in the page', () => {
    expect(pageErrors).toEqual([])
  })
})
