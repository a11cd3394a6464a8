import { benchOscillator } from './oscillator/bench-oscillator.ts'
import { benchRow, type BenchRow } from './row.ts'
import { runPython } from './run-python.ts'
import { benchTpe } from './tpe/bench-tpe.ts'

const rounds = 3
const params = 10

/** The vertical slice: what one more TPE trial costs, training steps, and how fast the kernel starts and answers. */
export async function run(): Promise<BenchRow[]> {
  return [...(await tpeRow(100)), ...(await tpeRow(1000)), ...(await benchOscillator()), ...kernelRows()]
}

async function tpeRow(trials: number): Promise<BenchRow[]> {
  const script = new URL('tpe/optuna_tpe.py', import.meta.url)
  const ours: number[] = []
  const optuna: number[] = []
  for (let seed = 0; seed < rounds; seed++) {
    ours.push(await benchTpe({ trials, params, seed }))
    const peer = runPython(script, [trials, params, seed]) as { readonly msPerTrial: number }
    optuna.push(peer.msPerTrial)
  }
  return [
    benchRow({
      name: `TPE ask+tell, trial ${trials}, ${params} parameters`,
      unit: 'ms',
      ours: median(ours),
      peer: { name: 'Optuna', value: median(optuna) },
    }),
  ]
}

interface Latencies {
  /** Seconds from the start of the process to the first result. */
  readonly start: number
  /** Milliseconds for one more cell. */
  readonly warm: number
}

function kernelRows(): BenchRow[] {
  const script = new URL('kernel/latency.py', import.meta.url)
  const { ansatz, python3 } = runPython(script, ['ansatz', 'python3']) as Record<'ansatz' | 'python3', Latencies>
  const beside = (value: number) => ({ name: 'ipykernel', value })
  return [
    benchRow({ name: 'kernel start to first result', unit: 's', ours: ansatz.start, peer: beside(python3.start) }),
    benchRow({ name: 'kernel warm 1+1 round trip', unit: 'ms', ours: ansatz.warm, peer: beside(python3.warm) }),
  ]
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
