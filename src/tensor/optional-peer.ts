import { createRequire } from 'node:module'
import { join } from 'node:path'
import { brokenPeer, missingPeer } from './messages.ts'

/** The optional peers that this module loads, with the versions that are known to work. */
export const peerRanges = {
  '@tensorflow/tfjs': '^4.22.0',
  '@tensorflow/tfjs-backend-wasm': '^4.22.0',
  '@tensorflow/tfjs-backend-webgpu': '^4.22.0',
  '@tensorflow/tfjs-node': '^4.22.0',
  '@tensorflow/tfjs-node-gpu': '^4.22.0',
  'onnxruntime-node': '^1.30.0',
  webgpu: '^0.6.2',
} as const

export type PeerName = keyof typeof peerRanges

/** Finds packages beside this one, then those of the user's project, which may lie elsewhere when this one is linked. */
export type Resolver = (name: string) => unknown

const fromHere = createRequire(import.meta.url)

const standardResolver: Resolver = (name) => {
  try {
    return fromHere(name)
  } catch (error) {
    if (!isMissing(error, name)) throw error
    return createRequire(join(process.cwd(), 'package.json'))(name)
  }
}

/**
 * An optional peer, loaded.
 *
 * @param purpose what needs it, for the error: `The "wasm" backend`
 * @throws EnvironmentError `tensor/missing-peer` (what to install), `tensor/broken-peer` (why it does not load)
 */
export function loadPeer(name: PeerName, purpose: string, resolve: Resolver = standardResolver): unknown {
  try {
    return resolve(name)
  } catch (error) {
    if (isMissing(error, name)) throw missingPeer(name, peerRanges[name], purpose)
    throw brokenPeer(name, firstLine(error), error)
  }
}

/** Whether the error says that the package itself is not there; one of its own dependencies missing is another matter. */
function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return code === 'MODULE_NOT_FOUND' && String(message).startsWith(`Cannot find module '${name}'`)
}

/** What went wrong, in one line. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]
}
