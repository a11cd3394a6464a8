import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InstalledKernel } from '../jupyter/installed-kernel.ts'

export interface NotebookOutput {
  readonly output_type: string
  readonly name?: string
  readonly text?: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly ename?: string
}

export interface ExecutedCell {
  readonly count: number | null
  readonly outputs: readonly NotebookOutput[]
}

const script = new URL('../jupyter/execute_notebook.py', import.meta.url).pathname

/** Runs cells with nbclient in a notebook beside `kernel`; the cells of the executed notebook. */
export async function runNotebook(
  kernel: InstalledKernel,
  codes: readonly string[],
  name = 'ansatz',
): Promise<readonly ExecutedCell[]> {
  const path = join(kernel.folder, `${name}.ipynb`)
  const cells = codes.map((source, index) => ({
    cell_type: 'code',
    id: `cell-${index}`,
    source,
    metadata: {},
    outputs: [],
    execution_count: null,
  }))
  const metadata = { kernelspec: { name, display_name: name, language: 'typescript' } }
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }))
  const { output } = await kernel.run(script, path, '--kernel', name, '--allow-errors')
  const line = output.split('\n').find((text) => text.startsWith('{"cells"'))
  if (line === undefined) throw new Error(output)
  return (JSON.parse(line) as { cells: ExecutedCell[] }).cells
}

export function textOf({ outputs }: ExecutedCell, name = 'stdout'): string {
  return outputs.map((output) => (output.name === name ? (output.text ?? '') : '')).join('')
}
