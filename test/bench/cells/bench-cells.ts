import { spawnSync } from 'node:child_process'

import { TestExecutor } from '../../notebook/session/executor.ts'
import { benchRow } from '../row.ts'
import type { BenchRow } from '../row.ts'
import { loopKinds } from './loops.ts'
import type { LoopKind } from './loops.ts'

const loopRounds = 11
const earlierCells = 200
const smallCells = 60
const lines = 20_000

/**
 * What cells cost beyond plain JavaScript: loops beside plain Node.js, one more small cell after none and after many
 * others, and a flood of output. In processes of their own, ours and the peer by turns. Of loops the fastest round each,
 * because whatever else the machine does only ever adds; of the rest the median.
 */
export async function benchCells(): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const kind of loopKinds) rows.push(await loopRow(kind))
  return [...rows, ...(await cellRows()), await outputRow()]
}

async function loopRow({ name, before, code }: LoopKind): Promise<BenchRow> {
  const timed = `const began = performance.now(); ${code}\n; globalThis.took = performance.now() - began;`
  const ours: number[] = []
  const node: number[] = []
  for (let round = 0; round < loopRounds; round++) {
    node.push(plainNode(`${before};\n${timed} console.log(globalThis.took)`))
    ours.push(await inFreshExecutor([before, timed, 'globalThis.took']))
  }
  return benchRow({
    name: `loop: ${name}`,
    unit: 'ms',
    ours: Math.min(...ours),
    peer: { name: 'Node.js', value: Math.min(...node) },
    goal: { text: '<= 1.05x', met: Math.min(...ours) <= 1.05 * Math.min(...node) },
  })
}

function plainNode(code: string): number {
  return Number(spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }).stdout)
}

/** The number that the last cell results in. */
async function inFreshExecutor(cells: readonly string[]): Promise<number> {
  const executor = new TestExecutor()
  try {
    let last: string | null = null
    for (const code of cells) last = (await executor.run(code)).result
    return Number(last)
  } finally {
    await executor.close()
  }
}

async function cellRows(): Promise<BenchRow[]> {
  const executor = new TestExecutor()
  try {
    const cell = (i: number) =>
      `const v${i} = ${i}; function f${i}(x: number) { return x + v${Math.max(0, i - 1)} }\nv${i} + 1`
    const times: number[] = []
    for (let i = 0; i < earlierCells + smallCells; i++) {
      const began = performance.now()
      await executor.run(cell(i))
      times.push(performance.now() - began)
    }
    // The first dozen warm the compiler up.
    const after = (count: number) => median(times.slice(count, count + smallCells / 2))
    return [
      benchRow({ name: 'executor: one more small cell, after 12', unit: 'ms', ours: after(12) }),
      benchRow({
        name: `executor: one more small cell, after ${earlierCells}`,
        unit: 'ms',
        ours: after(earlierCells),
        peer: { name: 'after 12', value: after(12) },
      }),
    ]
  } finally {
    await executor.close()
  }
}

async function outputRow(): Promise<BenchRow> {
  const executor = new TestExecutor()
  try {
    await executor.run('console.log("warm")')
    const times: number[] = []
    for (let round = 0; round < 10; round++) {
      const began = performance.now()
      await executor.run(`for (let i = 0; i < ${lines}; i++) console.log("line", i)`)
      times.push(performance.now() - began)
    }
    return benchRow({ name: `executor: ${lines} lines of console.log`, unit: 'ms', ours: median(times) })
  } finally {
    await executor.close()
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
