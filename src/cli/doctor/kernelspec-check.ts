import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { dataSearchPath } from '../install/jupyter-paths.ts'
import { isOurs, readKernelspec, type Kernelspec } from '../install/kernelspec.ts'
import type { Machine } from '../machine.ts'
import { good, problem, type Finding } from './finding.ts'

const name = 'Kernel specification'

/** Looks where Jupyter looks, and whether what is written there still exists. */
export function checkKernelspec(machine: Machine): Finding {
  const folders = dataSearchPath(machine).map((folder) => join(folder, 'kernels'))
  const installed = folders.flatMap(kernelsIn)
  if (installed.length === 0) {
    return problem(
      name,
      `not found in ${folders.join(', ')}`,
      'Run `ansatz install`, or `ansatz install --sys-prefix` in an environment.',
    )
  }
  const broken = installed.find(({ spec }) => !programExists(spec))
  if (broken !== undefined) {
    return problem(
      name,
      `${broken.folder} names a file that is gone: ${broken.spec.argv.slice(0, 2).join(' ')}`,
      'Run `ansatz install` again.',
    )
  }
  return good(name, installed.map(({ folder }) => folder).join(', '))
}

interface InstalledKernel {
  readonly folder: string
  readonly spec: Kernelspec
}

function kernelsIn(folder: string): InstalledKernel[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((entry) => {
    const spec = readKernelspec(join(folder, entry))
    return spec !== null && isOurs(spec) ? [{ folder: join(folder, entry), spec }] : []
  })
}

function programExists({ argv }: Kernelspec): boolean {
  return argv.filter((part) => /[\\/]/.test(part)).every((part) => existsSync(part))
}
