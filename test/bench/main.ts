import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { formatRows, type BenchRow } from './row.ts'

/** The groups of benchmarks by name; each measures us and the peer by turns. */
const groups: Readonly<Record<string, () => Promise<{ readonly run: () => Promise<BenchRow[]> }>>> = {
  slice: () => import('./slice.ts'),
  kernel: () => import('./kernel/bench-kernel.ts'),
  quality: () => import('./hpo/bench-quality.ts'),
  speed: () => import('./hpo/bench-speed.ts'),
  'speed-quick': async () => ({ run: (await import('./hpo/bench-speed.ts')).runQuick }),
  train: () => import('./train/bench-train.ts'),
  accuracy: () => import('./train/bench-accuracy.ts'),
  adaptive: () => import('./train/bench-adaptive.ts'),
  cells: async () => ({ run: (await import('./cells/bench-cells.ts')).benchCells }),
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } })
const load = groups[positionals[0] ?? '']
if (load === undefined) {
  console.error(`Usage: npm run bench -- NAME [--json FILE]. NAME is one of: ${Object.keys(groups).join(', ')}.`)
  process.exit(2)
}
const rows = await (await load()).run()
console.log(formatRows(rows))
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`)
