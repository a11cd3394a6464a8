import { loadPeer, type PeerName } from '../optional-peer.ts'
import { openGpu } from '../webgpu/open-gpu.ts'
import { restoreRemovedUtil } from './node-polyfill.ts'
import type { Tf } from './tf.ts'

/** A backend made ready: what to compute with, and on what. */
export interface OpenedBackend {
  readonly tf: Tf
  /** As TensorFlow.js calls it. */
  readonly tfName: string
  readonly device: string
  /** Why "auto" should go on looking although this one works; null when it is a good choice. */
  readonly reservation: string | null
}

export interface BackendDefinition {
  /** Loads what it needs. @throws with the reason why it cannot be used */
  open(): Promise<OpenedBackend>
  /** Whether "auto" may take it. */
  readonly automatic: boolean
}

/** The backends by name, best first: "auto" takes the first that works. A new one is one entry. */
export const tfjsBackends = {
  'tfjs-node-gpu': { automatic: true, open: async () => openNative('@tensorflow/tfjs-node-gpu') },
  'tfjs-node': { automatic: true, open: async () => openNative('@tensorflow/tfjs-node') },
  wasm: { automatic: true, open: openWasm },
  webgpu: { automatic: true, open: openWebGpu },
  /** A thousand times slower than the others, and so only for who asks for it. */
  cpu: {
    automatic: false,
    open: async () => ({ tf: loadTfjs('cpu'), tfName: 'cpu', device: 'plain JavaScript, one core', reservation: null }),
  },
} satisfies Record<string, BackendDefinition>

export type BackendName = keyof typeof tfjsBackends

async function openNative(name: PeerName): Promise<OpenedBackend> {
  restoreRemovedUtil()
  const tf = loadPeer(name, `The "${name.slice('@tensorflow/'.length)}" backend`) as Tf
  await tf.setBackend('tensorflow')
  const { isUsingGpuDevice = false } = tf.backend() as { isUsingGpuDevice?: boolean }
  if (name.endsWith('-gpu') && !isUsingGpuDevice) throw new Error('TensorFlow found no GPU that it can use')
  return { tf, tfName: 'tensorflow', device: isUsingGpuDevice ? 'CUDA GPU' : 'native CPU', reservation: null }
}

async function openWasm(): Promise<OpenedBackend> {
  const tf = loadTfjs('wasm')
  loadPeer('@tensorflow/tfjs-backend-wasm', 'The "wasm" backend')
  return { tf, tfName: 'wasm', device: 'WebAssembly SIMD, one core', reservation: null }
}

async function openWebGpu(): Promise<OpenedBackend> {
  const tf = loadTfjs('webgpu')
  // The package looks for a GPU while it loads.
  const { description, software } = await openGpu()
  loadPeer('@tensorflow/tfjs-backend-webgpu', 'The "webgpu" backend')
  const reservation = software ? `${description} is a processor that imitates a GPU` : null
  return { tf, tfName: 'webgpu', device: description, reservation }
}

function loadTfjs(backend: string): Tf {
  const tf = loadPeer('@tensorflow/tfjs', `The "${backend}" backend`) as Tf
  // Otherwise it advertises tfjs-node on the console.
  tf.env().set('PROD', true)
  return tf
}
