import { benchRow, type BenchRow } from '../row.ts'
import { runPython } from '../run-python.ts'
import { installPeers, registerEmpty, registerOnNode24, type PeerKernel } from './install-peers.ts'

type Metrics = Readonly<Record<string, number | null>>

interface Question {
  readonly metric: string
  readonly name: string
  readonly unit: string
  /** What is aimed at, and whether it is reached, given our value and everybody's metrics. */
  readonly goal?: readonly [text: string, met: (ours: number, all: Readonly<Record<string, Metrics>>) => boolean]
}

const below = (limit: number) => (ours: number) => ours <= limit
const besideDeno = (metric: string, factor: number) => (ours: number, all: Readonly<Record<string, Metrics>>) =>
  ours <= factor * (all['deno']?.[metric] ?? Number.NaN)

const interrupts = [
  'a loop',
  'a loop after an await',
  'a pending await',
  'library code',
  'library code after an await',
] as const

const questions: readonly Question[] = [
  { metric: 'ready', name: 'start to ready', unit: 's', goal: ['<= 0.6x Deno', besideDeno('ready', 0.6)] },
  { metric: 'answer', name: 'start to the first answer, of a client without waits', unit: 'ms' },
  { metric: 'value', name: 'start to the first value, of a client without waits', unit: 'ms' },
  { metric: 'first cell', name: 'first cell', unit: 'ms' },
  {
    metric: 'warm median, 0 earlier',
    name: 'warm cell, median',
    unit: 'ms',
    goal: ['<= 1.0x Deno', besideDeno('warm median, 0 earlier', 1)],
  },
  {
    metric: 'warm p99, 0 earlier',
    name: 'warm cell, p99',
    unit: 'ms',
    goal: ['<= 2x own median', (ours, all) => ours <= 2 * (all['ansatz']['warm median, 0 earlier'] ?? 0)],
  },
  {
    metric: 'warm median, 200 earlier',
    name: 'warm cell after 200 others, median',
    unit: 'ms',
    goal: ['flat (<= 1.2x)', (ours, all) => ours <= 1.2 * (all['ansatz']['warm median, 0 earlier'] ?? 0)],
  },
  { metric: 'warm p99, 200 earlier', name: 'warm cell after 200 others, p99', unit: 'ms' },
  {
    metric: 'unanswered',
    name: 'distinct cells that never came to idle, of 310',
    unit: 'cells',
    goal: ['0', below(0)],
  },
  { metric: 'loop', name: 'top-level loop of 2e7 rounds', unit: 'ms' },
  { metric: 'completion first', name: 'completion, first', unit: 'ms' },
  { metric: 'completion idle', name: 'completion while idle', unit: 'ms' },
  {
    metric: 'completion in a loop',
    name: 'completion while a loop of 1.5 s runs',
    unit: 'ms',
    goal: ['<= 50 ms', below(50)],
  },
  { metric: '20000 lines', name: '20,000 lines', unit: 's', goal: ['<= 0.1 s', below(0.1)] },
  { metric: '20000 lost', name: '20,000 lines: lost', unit: 'lines', goal: ['0', below(0)] },
  { metric: '1000000 lines', name: '1e6 lines', unit: 's' },
  { metric: '1000000 lost', name: '1e6 lines: lost', unit: 'lines', goal: ['0', below(0)] },
  { metric: '1000000 hidden', name: '1e6 lines: only in the file that the output names', unit: 'lines' },
  ...interrupts.map((rung) => ({
    metric: `interrupt ${rung}`,
    name: `interrupt of ${rung}`,
    unit: 'ms',
    goal: ['<= 100 ms', below(100)] as const,
  })),
  { metric: 'interrupt native code', name: 'interrupt of native code', unit: 'ms' },
  {
    metric: 'late',
    name: 'late output in its own cell (1 = yes)',
    unit: '',
    goal: ['1', (ours: number) => ours === 1],
  },
  {
    metric: 'crash',
    name: 'process.exit right behind another to the value of the next cell',
    unit: 'ms',
    goal: ['<= 250 ms', below(250)],
  },
  {
    metric: 'crash later',
    name: 'process.exit after 5 s to the value of the next cell',
    unit: 'ms',
    goal: ['<= 250 ms', below(250)],
  },
  { metric: 'memory', name: 'memory after the first cell', unit: 'MiB' },
  { metric: 'memory idle', name: 'memory after 6 s of quiet', unit: 'MiB' },
  { metric: 'comm', name: 'comm message to the answer of user code', unit: 'ms' },
  { metric: 'slider', name: 'slider in motion to its callback', unit: 'ms', goal: ['<= 3 ms', below(3)] },
  { metric: 'slider from rest', name: 'slider moved after 0.1 s to its callback', unit: 'ms' },
  { metric: 'slider shown', name: 'slider moved after 0.1 s to what its callback prints', unit: 'ms' },
]

/** All of it takes about ten minutes; these name what is wanted: `start,answers` and `ansatz,deno`. */
const parts = process.env['ANSATZ_BENCH_PARTS']?.split(',') ?? []
const only = process.env['ANSATZ_BENCH_KERNELS']?.split(',')

/**
 * The kernel beside ipykernel, Deno, tslab and a kernel that does nothing: one client, one run, the kernels by turns where
 * times are short. What is measured how: `measure.py`.
 */
export async function run(): Promise<BenchRow[]> {
  const ipykernel: PeerKernel = { name: 'python3', title: 'ipykernel', language: 'python', absentBecause: null }
  const known = [ipykernel, ...installPeers(), ...registerOnNode24(), registerEmpty()]
  const peers = known.filter(({ name }) => only === undefined || only.includes(name))
  for (const { title, absentBecause } of peers) {
    if (absentBecause !== null) process.stderr.write(`${title} is absent: ${absentBecause}\n`)
  }
  const present = peers.filter(({ absentBecause }) => absentBecause === null)
  const languages = present.map(({ name, language = 'typescript' }) => [name, language])
  const kernels = { ansatz: 'typescript', ...Object.fromEntries(languages) }
  const script = new URL('measure.py', import.meta.url)
  const all = runPython(script, [JSON.stringify({ kernels, parts, node: process.execPath })]) as Record<string, Metrics>
  const rows = questions.flatMap((question) => rowsOf(question, all, peers))
  return 'loop' in all['ansatz'] ? [...rows, ...['2e7', '2e8'].map((rounds) => plainNodeRow(all, rounds))] : rows
}

function rowsOf(
  { metric, name, unit, goal }: Question,
  all: Readonly<Record<string, Metrics>>,
  peers: readonly PeerKernel[],
): BenchRow[] {
  // Of a part that was not asked for.
  if (!(metric in all['ansatz'])) return []
  // What never came is a miss.
  const ours = all['ansatz'][metric] ?? Number.NaN
  const aim = goal && { text: goal[0], met: goal[1](ours, all) }
  const asked = peers.filter((peer) => peer.language !== 'nothing' || all[peer.name]?.[metric] !== undefined)
  return asked.map((peer, index) => {
    const title = peer.absentBecause === null ? peer.title : `${peer.title} (absent)`
    const beside = { name: title, value: all[peer.name]?.[metric] ?? null }
    return benchRow({ name, unit, ours, peer: beside, ...(index === 0 && aim && { goal: aim }) })
  })
}

/** The same loop in a function of a plain script, where V8 is at its best. Each by its own clock. */
function plainNodeRow({ ansatz }: Readonly<Record<string, Metrics>>, rounds: string): BenchRow {
  const [ours, node] = [`loop itself ${rounds}`, `loop in Node ${rounds}`].map((metric) => ansatz[metric] ?? Number.NaN)
  return benchRow({
    name: `top-level loop of ${rounds} rounds, without the round trip`,
    unit: 'ms',
    ours,
    peer: { name: 'plain Node', value: node },
    goal: { text: '<= 1.05x', met: ours <= 1.05 * node },
  })
}
