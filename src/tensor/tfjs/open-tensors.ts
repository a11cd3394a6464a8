import { backendRefused, noBackend, unknownBackend, type Refusal } from '../messages.ts'
import { firstLine } from '../optional-peer.ts'
import { type BackendDefinition, type OpenedBackend, tfjsBackends, type BackendName } from './backends.ts'
import { correctGradients } from './correct-gradients.ts'
import { failedProbe } from './self-test.ts'
import type { Tf } from './tf.ts'
import { speedUpWasm } from './wasm-kernels.ts'

/** TensorFlow.js on a backend that passed its self-test, with right higher derivatives. */
export interface Tensors {
  readonly tf: Tf
  readonly backend: string
  /** What computes, in words. */
  readonly device: string
  /** The backends that were tried before and not taken. */
  readonly refused: readonly Refusal[]
}

export interface TensorOptions {
  /**
   * `auto`: the first of tfjs-node-gpu, tfjs-node, wasm and webgpu that is installed, loads and computes rightly; never a
   * software GPU and never `cpu`. A name: that one or an error. Default: the environment variable `ANSATZ_BACKEND`, else
   * `auto`.
   */
  readonly backend?: BackendName | 'auto'
}

/**
 * TensorFlow.js, ready to use. Its current backend belongs to the whole process: the last call decides.
 *
 * @throws InputError `tensor/unknown-backend`
 * @throws EnvironmentError `tensor/backend-refused` (one was asked for by name), `tensor/no-backend` (with every reason)
 */
export async function openTensors(options: TensorOptions = {}): Promise<Tensors> {
  return openFirst(options.backend ?? process.env['ANSATZ_BACKEND'] ?? 'auto', tfjsBackends)
}

/** As `openTensors`, among `definitions`. */
export async function openFirst(
  wanted: string,
  definitions: Readonly<Record<string, BackendDefinition>>,
): Promise<Tensors> {
  const isAuto = wanted === 'auto'
  if (!isAuto && !Object.hasOwn(definitions, wanted)) throw unknownBackend(wanted, ['auto', ...Object.keys(definitions)]) // prettier-ignore
  const names = isAuto ? Object.keys(definitions).filter((name) => definitions[name].automatic) : [wanted]
  const refused: Refusal[] = []
  for (const name of names) {
    const attempt = await tryBackend(name, definitions[name], isAuto)
    if ('tf' in attempt) return { tf: attempt.tf, backend: name, device: attempt.device, refused }
    refused.push(attempt)
  }
  throw isAuto ? noBackend(refused) : backendRefused(refused[0])
}

/** What each backend says on this machine, for `ansatz doctor`. Leaves another backend current than it found. */
export async function* surveyBackends(): AsyncGenerator<Refusal | { readonly name: string; readonly device: string }> {
  for (const [name, definition] of Object.entries(tfjsBackends)) {
    const attempt = await tryBackend(name, definition, false)
    yield 'tf' in attempt ? { name, device: attempt.device } : attempt
  }
}

async function tryBackend(
  name: string,
  definition: BackendDefinition,
  isAuto: boolean,
): Promise<OpenedBackend | Refusal> {
  try {
    const opened = await definition.open()
    if (isAuto && opened.reservation !== null) return { name, reason: opened.reservation }
    const reason = await unusable(opened)
    return reason === null ? opened : { name, reason }
  } catch (error) {
    return { name, reason: firstLine(error) }
  }
}

/** Makes the backend current; the reason why it cannot be used, or null. */
async function unusable({ tf, tfName }: OpenedBackend): Promise<string | null> {
  // When this fails, TensorFlow.js logs it and goes on with another backend, usually the slow one.
  const wasSet = await tf.setBackend(tfName)
  await tf.ready()
  if (!wasSet || tf.getBackend() !== tfName) return `it does not start; TensorFlow.js fell back to "${tf.getBackend()}"`
  correctGradients(tf)
  if (tfName === 'wasm') speedUpWasm(tf)
  return failedProbe(tf)
}
