import { benchRow, type BenchRow } from '../row.ts'
import { burgersStart, ownEngine, type BurgersSize, type BurgersStart, type StepEngine } from './burgers-step.ts'
import { onnxEngine } from './burgers-onnx.ts'
import { tfjsEngine } from './burgers-tfjs.ts'
import { pythonWithTorch, torchEngine } from './burgers-torch.ts'
import { populationRows } from './population-rows.ts'

/** Training steps beside PyTorch and TensorFlow.js, of our own engines and ONNX Runtime, and populations on one worker and on two. */
export async function run(): Promise<BenchRow[]> {
  const python = pythonWithTorch()
  if (python === null) {
    console.error('No rows for PyTorch: install python3-torch, or name a Python that has it in ANSATZ_TORCH_PYTHON.')
  }
  return [
    ...(await stepRows({ width: 64, points: 2048, initial: 256 }, { python, goals: { wasm: 1.4, onnx: 0.7 } })),
    ...(await stepRows({ width: 20, points: 500, initial: 100 }, { python, goals: { wasm: 1 } })),
    ...(await populationRows()),
  ]
}

/** Every engine, made for the same start. One that is not at hand is left out. */
const engines: readonly ((start: BurgersStart, python: string | null) => Promise<StepEngine | null>)[] = [
  async (start) => ownEngine(start, { engine: 'wasm', precision: 'f32' }),
  async (start) => ownEngine(start, { engine: 'wasm', precision: 'f64' }),
  async (start) => ownEngine(start, { engine: 'plain' }),
  (start) => onnxEngine(start),
  async (start, python) => (python === null ? null : torchEngine(start, python)),
  (start) => tfjsEngine(start),
]

const rounds = 7
/** About this long is each engine measured in a round, in milliseconds. */
const roundTime = 300

async function stepRows(
  size: BurgersSize,
  { python, goals }: { readonly python: string | null; readonly goals: Goals },
): Promise<BenchRow[]> {
  const start = burgersStart(size)
  const all = (await Promise.all(engines.map((make) => make(start, python)))).filter((engine) => engine !== null)
  const counts: number[] = []
  let reference: readonly number[] | null = null
  for (const engine of all) {
    const { ms, losses } = await engine.measure(8)
    reference ??= losses
    losses.forEach((loss, step) => requireSame(engine.name, loss, reference![step]))
    counts.push(Math.max(5, Math.round(roundTime / ms)))
  }
  // By turns, so that a busy moment of the machine hits all alike; the best median is the least disturbed.
  const best = all.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < rounds; round++) {
    for (const [e, engine] of all.entries()) best[e] = Math.min(best[e], (await engine.measure(counts[e])).ms)
  }
  for (const engine of all) engine.close()
  const peer = (part: string): Peer => {
    const at = all.findIndex(({ name }) => name.startsWith(part))
    return { name: all[at]?.name ?? part, value: best[at] ?? null }
  }
  return rowsOf(`Burgers step, 3 x ${size.width} tanh, ${size.points} points`, { peer, goals })
}

interface Peer {
  readonly name: string
  /** Milliseconds; null where it is not at hand. */
  readonly value: number | null
}

/** The most time that an engine may take, as a multiple of PyTorch's. */
interface Goals {
  readonly wasm: number
  readonly onnx?: number
}

interface Times {
  /** The engine whose name starts so. */
  readonly peer: (engine: string) => Peer
  readonly goals: Goals
}

function rowsOf(name: string, { peer, goals }: Times): BenchRow[] {
  const torch = peer('PyTorch')
  const tfjs = peer('tfjs-wasm')
  const row = (engine: string, beside: Peer, most?: number): BenchRow => {
    const ours = peer(engine).value!
    const isKnown = most !== undefined && beside.value !== null
    const aim = isKnown ? { text: `<= ${most}x ${beside.name}`, met: ours <= most * beside.value } : null
    return benchRow({ name: `${name}: ${engine}`, unit: 'ms', ours, peer: beside, ...(aim !== null && { goal: aim }) })
  }
  const onnx = peer('onnx').value === null ? [] : [row('onnx f32', torch, goals.onnx)]
  return [
    row('wasm f32', torch, goals.wasm),
    row('wasm f32', tfjs, 0.1),
    row('wasm f64', torch),
    row('plain f64', torch),
    ...onnx,
  ]
}

/** All engines must train the same network, or their times say nothing. */
function requireSame(engine: string, loss: number, reference: number): void {
  if (Math.abs(loss / reference - 1) < 1e-4) return
  throw new Error(`${engine} computes the loss ${loss} where another has ${reference}.`)
}
