import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshNotebook } from '../jupyter/fresh-notebook.ts'
import { InstalledKernel } from '../jupyter/installed-kernel.ts'

const script = new URL('voila_page.py', import.meta.url).pathname

test('Voilà serves a notebook as a page with its results and controls, without its code', async () => {
  using kernel = new InstalledKernel()
  const cells = [
    "import { input } from 'ansatz'\nconst rate = input.slider({ min: 0, max: 1, value: 0.5 })\nrate",
    '`the rate is ${rate.value * 2}`',
  ]
  writeFileSync(join(kernel.folder, 'page.ipynb'), JSON.stringify(freshNotebook(cells)))
  const { code, output } = await kernel.run(script, 'page.ipynb')
  expect(code, output).toBe(0)
  const { page, outputs } = JSON.parse(output.trim().split('\n').at(-1)!) as { page: string; outputs: object[] }
  expect(outputs).toMatchObject([
    { 'application/vnd.jupyter.widget-view+json': { model_id: expect.any(String) as string } },
    { 'text/plain': "'the rate is 1'" },
  ])
  expect(page).not.toContain('input.slider')
})
