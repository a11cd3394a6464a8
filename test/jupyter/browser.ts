import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The machine's Chromium, or null: tests that need one then say so and are skipped. */
export function findChromium(): string | null {
  if (process.env['CHROMIUM'] !== undefined) return process.env['CHROMIUM']
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  return paths.find((path) => existsSync(path)) ?? null
}

export async function openBrowser(executablePath: string): Promise<Browser> {
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', ...quiet] })
}

interface JupyterApp {
  readonly restored: Promise<void>
  readonly commands: { execute(id: string, args?: object): Promise<unknown> }
}

/** Runs one of JupyterLab's own commands in the page. */
export async function runCommand(page: Page, id: string, args: object = {}): Promise<void> {
  await page.evaluate(
    async (command) => {
      const { jupyterapp } = globalThis as unknown as { jupyterapp: JupyterApp }
      await jupyterapp.restored
      await jupyterapp.commands.execute(command.id, command.args)
    },
    { id, args },
  )
}

/** Opens a notebook of a running JupyterLab and waits until its kernel is idle. */
export async function openNotebook(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: 60_000 })
  // The toolbar says idle before there is a kernel; JupyterLab would then ask which one to start.
  await page.getByText('Ansatz (TypeScript) | Idle').waitFor({ timeout: 60_000 })
}
