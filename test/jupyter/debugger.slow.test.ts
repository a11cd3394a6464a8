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

const cells = [
  `const rates: number[] = [0.1, 0.2]
const settings = { momentum: 0.9, steps: 100 }`,
  `let total = 0
for (const rate of rates) {
  const doubled: number = rate * 2
  total += doubled
}
total.toFixed(1)`,
  "for (let i = 0; i < 10; i++) await new Promise((resolve) => setTimeout(resolve, 100))\n'rested'",
]

if (chromium === null) {
  process.stdout.write('Skipped: the debugger test needs a Chromium on PATH or in the variable CHROMIUM.\n')
}

describe.skipIf(chromium === null)('the debugger of JupyterLab', () => {
  let folder = ''
  let lab: RunningLab
  let browser: Browser
  let page: Page
  let asked = 0
  let lastDebugRequest = 0

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ansatz-debugger-'))
    await writeFile(join(folder, 'debug.ipynb'), JSON.stringify(freshNotebook(cells)))
    await mkdir(pictures, { recursive: true })
    lab = await startLab(folder)
    browser = await openBrowser(chromium!)
    page = await browser.newPage({ viewport: { width: 1500, height: 1000 } })
    page.setDefaultTimeout(20_000)
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => {
        if (payload.includes('debug_request')) lastDebugRequest = Date.now()
        if (payload.includes('inspectVariables')) asked++
      })
    })
    await openNotebook(page, `${lab.url}/lab/tree/debug.ipynb`)
  })

  afterAll(async () => {
    await browser?.close()
    await lab?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const cell = (index: number) => page.locator('.jp-Notebook .jp-Cell').nth(index)
  const variables = () => page.locator('.jp-DebuggerVariables-body').first()
  const patiently = { timeout: 15_000 }

  /** Makes a cell the active one and runs it; does not wait for its end. */
  async function run(index: number): Promise<void> {
    await cell(index).locator('.cm-line').first().click()
    await page.keyboard.press('Control+Enter')
  }

  it('opens with the bug in the toolbar, and lists the variables of the notebook after a cell', async () => {
    // Enabled when JupyterLab knows that the kernel has a debugger; pressed when that has started.
    const bug = page.locator('.jp-DebuggerBugButton [aria-disabled="false"]')
    await bug.waitFor()
    // JupyterLab asks several times at once while it opens a notebook, and mixes its sessions up if it is switched on then.
    await expect.poll(() => Date.now() - lastDebugRequest, patiently).toBeGreaterThan(2000)
    await bug.click()
    await page.locator('.jp-NotebookPanel[data-jp-debugger="true"]').waitFor()
    await run(0)
    await expect
      .poll(() => variables().innerText(), patiently)
      .toMatch(/^rates\s+\(2\) \[0\.1, 0\.2\]\s+settings\s+\{momentum: 0\.9, steps: 100\}/)
  })

  it('stops at a breakpoint in the gutter and shows the line, the call stack and the variables', async () => {
    await cell(1).locator('.cm-breakpoint-gutter .cm-gutterElement').nth(4).click()
    await expect.poll(() => page.locator('.jp-DebuggerBreakpoints').innerText(), patiently).toMatch(/Cell \[ \]\s+4/)
    await run(1)
    await expect.poll(() => page.locator('.jp-DebuggerCallstack').innerText(), patiently).toMatch(/Cell \[\*\]:4/)
    await expect.poll(() => variables().innerText(), patiently).toMatch(/doubled\s+0\.2\s+rate\s+0\.1/)
    expect(await cell(1).locator('.jp-DebuggerEditor-highlight').innerText()).toBe('  total += doubled')
    await page.screenshot({ path: join(pictures, 'debugger.png') })
  })

  it('steps to the next round of the loop, and goes on to the end of the cell', async () => {
    await runCommand(page, 'debugger:next')
    await expect.poll(() => page.locator('.jp-DebuggerCallstack').innerText(), patiently).toMatch(/Cell \[\*\]:2/)
    await runCommand(page, 'debugger:continue')
    await expect.poll(() => variables().innerText(), patiently).toMatch(/doubled\s+0\.4\s+rate\s+0\.2/)
    await runCommand(page, 'debugger:continue')
    await expect.poll(() => cell(1).locator('.jp-OutputArea').innerText(), patiently).toContain("'0.6'")
    await expect.poll(() => variables().innerText(), patiently).toMatch(/total\s+0\.6/)
    expect(await cell(1).locator('.jp-DebuggerEditor-highlight').count()).toBe(0)
  })

  it('is not asked for the variables all the time while a cell runs', async () => {
    await expect.poll(() => page.getByText('Ansatz (TypeScript) | Idle').count(), patiently).toBe(1)
    const before = asked
    await run(2)
    await expect.poll(() => cell(2).locator('.jp-OutputArea').innerText(), patiently).toContain('rested')
    expect(asked - before).toBeLessThan(12)
    expect(asked).toBeGreaterThan(0)
  })

  it('closes with the bug, and the cell runs without a stop', async () => {
    await page.locator('.jp-DebuggerBugButton').first().click()
    await run(1)
    await expect.poll(() => cell(1).locator('.jp-InputPrompt').innerText(), patiently).toBe('[4]:')
  })
})
