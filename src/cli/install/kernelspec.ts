import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Machine } from '../machine.ts'
import { stableNode } from './stable-node.ts'

/** The content of a `kernel.json`, as far as we read it back. */
export interface Kernelspec {
  readonly argv: readonly string[]
  readonly display_name: string
  readonly language: string
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly [field: string]: unknown
}

/** The folder of the template that comes with the package. */
export const templateFolder = fileURLToPath(new URL('../../../kernelspec', import.meta.url))

/** The script that Jupyter starts. */
export const kernelScript = fileURLToPath(new URL('../../notebook/kernel/main.js', import.meta.url))

/** The files that are copied beside `kernel.json`. */
export const logoFile = 'logo-svg.svg'

interface SpecOptions {
  readonly displayName: string | undefined
  /** The first folder that had to be made for the specification. */
  readonly created: string | null
}

/** The `kernel.json` for this machine: absolute paths, because Jupyter starts kernels without a shell or a PATH of ours. */
export function createKernelspec(machine: Machine, { displayName, created }: SpecOptions): Kernelspec {
  const template = readKernelspec(templateFolder)
  if (template === null) throw new Error(`The package is incomplete: ${templateFolder} holds no kernel.json.`)
  const argv = template.argv.map((part) =>
    part.replace('{node}', () => stableNode(machine)).replace('{kernel}', () => kernelScript),
  )
  const metadata = { ...template.metadata, ...(created !== null && { ansatz: { created: resolve(created) } }) }
  return { ...template, argv, metadata, ...(displayName !== undefined && { display_name: displayName }) }
}

/** The first of the folders that were made for an installed specification; null when all were there. */
export function createdFolder({ metadata }: Kernelspec): string | null {
  const created = (metadata?.['ansatz'] as { readonly created?: unknown } | undefined)?.created
  return typeof created === 'string' ? created : null
}

/** The specification in `folder`, or null when there is none that can be read. */
export function readKernelspec(folder: string): Kernelspec | null {
  const path = join(folder, 'kernel.json')
  if (!existsSync(path)) return null
  try {
    const spec: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isKernelspec(spec) ? spec : null
  } catch {
    return null
  }
}

/** Whether a specification starts this kernel, in whatever version and place. */
export function isOurs({ argv }: Kernelspec): boolean {
  return argv.some((part) => /[\\/]notebook[\\/]kernel[\\/]main\.js$/.test(part))
}

export interface InstalledKernel {
  readonly folder: string
  readonly spec: Kernelspec
}

/** Our kernels in one of Jupyter's data folders. */
export function ownKernels(dataFolder: string): InstalledKernel[] {
  const kernels = join(dataFolder, 'kernels')
  if (!existsSync(kernels)) return []
  return readdirSync(kernels).flatMap((entry) => {
    const folder = join(kernels, entry)
    const spec = readKernelspec(folder)
    return spec !== null && isOurs(spec) ? [{ folder, spec }] : []
  })
}

function isKernelspec(value: unknown): value is Kernelspec {
  const { argv, display_name: name } = (value ?? {}) as Partial<Kernelspec>
  return Array.isArray(argv) && argv.every((part) => typeof part === 'string') && typeof name === 'string'
}
