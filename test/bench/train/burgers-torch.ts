import { execFileSync, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { BurgersStart, Measured, StepEngine } from './burgers-step.ts'

const { ANSATZ_TORCH_PYTHON, ANSATZ_OPTUNA_PYTHON } = process.env
const candidates = [ANSATZ_TORCH_PYTHON, ANSATZ_OPTUNA_PYTHON, '/usr/bin/python3', 'python3']

/** A Python that has PyTorch: `ANSATZ_TORCH_PYTHON`, that of the Optuna benchmarks, or the system's (python3-torch); or null. */
export function pythonWithTorch(): string | null {
  const works = (python: string): boolean => {
    try {
      execFileSync(python, ['-c', 'import torch'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  }
  return candidates.find((python) => python !== undefined && works(python)) ?? null
}

/** PyTorch on one thread, in a process that waits while others are measured. */
export async function torchEngine(start: BurgersStart, python: string): Promise<StepEngine> {
  const script = new URL('burgers_torch.py', import.meta.url).pathname
  const args = [script, start.width, start.points, start.initial].map(String)
  const child = spawn(python, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const { coordinates, parameters } = start
  child.stdin.write(`${JSON.stringify({ coordinates: [...coordinates], parameters: [...parameters] })}\n`)
  const next = async (): Promise<unknown> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('The process of PyTorch ended.')
    return JSON.parse(value)
  }
  return {
    name: `PyTorch ${String(await next())}, 1 thread`,
    async measure(steps) {
      child.stdin.write(`${steps}\n`)
      return (await next()) as Measured
    },
    close: () => child.stdin.end(),
  }
}
