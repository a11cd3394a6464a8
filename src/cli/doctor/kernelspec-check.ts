import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { dataSearchPath } from '../install/jupyter-paths.ts'
import { ownKernels, type Kernelspec } from '../install/kernelspec.ts'
import type { Machine } from '../machine.ts'
import { good, problem, type Finding } from './finding.ts'

const name = 'Kernel specification'

/** Looks where Jupyter looks, and whether what is written there still exists. */
export function checkKernelspec(machine: Machine): Finding {
  const folders = dataSearchPath(machine)
  const installed = folders.flatMap(ownKernels)
  if (installed.length === 0) {
    return problem(
      name,
      `not found in ${folders.map((folder) => join(folder, 'kernels')).join(', ')}`,
      'Run `npx ansatz install`, or `npx ansatz install --sys-prefix` in an environment.',
    )
  }
  const broken = installed.find(({ spec }) => !programExists(spec))
  if (broken !== undefined) {
    return problem(
      name,
      `${broken.folder} names a file that is gone: ${broken.spec.argv.slice(0, 2).join(' ')}`,
      'Run `npx ansatz install` again.',
    )
  }
  return good(name, installed.map(({ folder }) => folder).join(', '))
}

function programExists({ argv }: Kernelspec): boolean {
  return argv.filter((part) => /[\\/]/.test(part)).every((part) => existsSync(part))
}
