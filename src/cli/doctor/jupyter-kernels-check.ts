import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findProgram } from '../find-program.ts'
import { isOurs, type Kernelspec } from '../install/kernelspec.ts'
import type { Machine } from '../machine.ts'
import { good, note, problem, type Finding } from './finding.ts'

const name = "Jupyter's list of kernels"
const timeoutMs = 20_000

/** Asks the user's own Jupyter, which may look elsewhere than we think. */
export async function checkJupyterKernels(machine: Machine): Promise<Finding> {
  const program = findProgram('jupyter', machine)
  if (program === null) return note(name, 'there is no Jupyter to ask', 'Nothing to do, unless you want Jupyter.')
  const specs = await listKernels(program)
  if (specs === null) {
    return note(name, `${program} kernelspec list does not run`, 'Install it with `pip install jupyter_client`.')
  }
  const ours = specs.filter(([, { spec }]) => isOurs(spec)).map(([kernel]) => kernel)
  if (ours.length > 0) return good(name, ours.join(', '))
  const listed = specs.map(([kernel]) => kernel).join(', ')
  return problem(
    name,
    `${program} lists ${listed === '' ? 'none' : listed}`,
    'Run `npx ansatz install --sys-prefix` in the environment of that Jupyter.',
  )
}

type ListedKernel = readonly [name: string, entry: { readonly spec: Kernelspec }]

async function listKernels(program: string): Promise<readonly ListedKernel[] | null> {
  try {
    const { stdout } = await promisify(execFile)(program, ['kernelspec', 'list', '--json'], { timeout: timeoutMs })
    const { kernelspecs } = JSON.parse(stdout) as { kernelspecs: Record<string, { spec: Kernelspec }> }
    return Object.entries(kernelspecs)
  } catch {
    return null
  }
}
