import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { onAbort } from '../../base/abort.ts'
import { checkOptionNames } from '../../base/check-argument.ts'
import { badModule, badWorkers, workerEnded } from './messages.ts'

/** What a module for the workers exports as `train`. Inputs, outputs and reports are cloned between threads. */
export type TrainMember<Input, Output, Report = unknown> = (
  input: Input,
  context: { readonly report: (progress: Report) => void },
) => Output | Promise<Output>

export interface WorkerPoolOptions {
  /** The module that trains: it exports a `train` of type `TrainMember`, in JavaScript. */
  readonly module: URL | string
  /** Threads, at least 1. Default: one a core. */
  readonly workers?: number
}

export interface RunOptions<Report> {
  /** Aborting it ends the training at once, in the middle of a step too, and rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** What `train` reports. What it throws ends the training and reaches the caller. */
  readonly onProgress?: ((progress: Report) => void) | undefined
}

/**
 * Threads that train the members of a population, one member at a time each: on a CPU that is faster than to train them in
 * one batch, because a network of its own stays in the cache of its core.
 */
export interface WorkerPool<Input, Output, Report = unknown> {
  readonly workers: number
  /**
   * Trains one member as soon as a thread is free; members wait in order.
   *
   * @throws what `train` throws, as an Error with its name, message and stack
   * @throws EnvironmentError `train/worker-ended` if the thread dies; the next member gets a new one
   * @throws the reason of `signal`
   */
  run(input: Input, options?: RunOptions<Report>): Promise<Output>
  /** Ends the threads; members that still train are rejected with `train/worker-ended`. */
  close(): Promise<void>
}

/**
 * A pool of threads for one module. Threads start with their first member and are reused; close the pool at the end.
 *
 * @throws InputError `base/unknown-option`, `train/bad-option`
 */
export function createWorkerPool<Input, Output, Report = unknown>(
  options: WorkerPoolOptions,
): WorkerPool<Input, Output, Report> {
  checkOptionNames('pinn.createWorkerPool', options, ['module', 'workers'])
  const { workers = availableParallelism() } = options
  if (typeof options.module !== 'string' && !(options.module instanceof URL)) throw badModule(options.module)
  if (!(Number.isSafeInteger(workers) && workers >= 1)) throw badWorkers(workers)
  const module = String(options.module)
  const idle: Worker[] = []
  const all = new Set<Worker>()
  const waiting: (() => void)[] = []
  let busy = 0

  const take = (): Worker => {
    const worker = idle.pop() ?? startWorker(module)
    all.add(worker)
    return worker
  }
  const turn = async (signal: AbortSignal | undefined): Promise<void> => {
    if (busy >= workers) {
      await new Promise<void>((resolve, reject) => {
        const leave = (): void => {
          waiting.splice(waiting.indexOf(begin), 1)
          reject(signal!.reason as Error)
        }
        const begin = (): void => {
          signal?.removeEventListener('abort', leave)
          resolve()
        }
        waiting.push(begin)
        signal?.addEventListener('abort', leave, { once: true })
      })
    } else busy++
  }
  return {
    workers,
    async run(input, { signal, onProgress } = {}) {
      signal?.throwIfAborted()
      await turn(signal)
      const worker = take()
      try {
        const output = await trainOn<Output, Report>(worker, { input, signal, onProgress })
        idle.push(worker)
        return output
      } catch (error) {
        // A thread whose state nobody knows trains nobody else.
        all.delete(worker)
        if (error instanceof MemberError) {
          all.add(worker)
          idle.push(worker)
          throw error.cause
        }
        await worker.terminate()
        throw error
      } finally {
        const next = waiting.shift()
        if (next === undefined) busy--
        else next()
      }
    },
    async close() {
      idle.length = 0
      await Promise.all([...all].map((worker) => worker.terminate()))
      all.clear()
    },
  }
}

/** What `train` threw: the thread itself is fine. */
class MemberError extends Error {}

type Message<Output, Report> =
  | { readonly kind: 'report'; readonly value: Report }
  | { readonly kind: 'output'; readonly value: Output }
  | { readonly kind: 'error'; readonly value: Error }

async function trainOn<Output, Report>(
  worker: Worker,
  { input, signal, onProgress }: RunOptions<Report> & { readonly input: unknown },
): Promise<Output> {
  worker.ref()
  let forget = (): void => {}
  try {
    return await new Promise<Output>((resolve, reject) => {
      if (signal !== undefined) forget = onAbort(signal, reject)
      const fail = (error: Error): void => reject(workerEnded(error))
      const end = (code: number): void => reject(workerEnded(code))
      const hear = (message: Message<Output, Report>): void => {
        if (message.kind === 'output') resolve(message.value)
        else if (message.kind === 'error') reject(new MemberError('', { cause: message.value }))
        else
          try {
            onProgress?.(message.value)
          } catch (error) {
            reject(error)
          }
      }
      worker.removeAllListeners()
      worker.on('message', hear).on('error', fail).on('exit', end)
      worker.postMessage(input)
    })
  } finally {
    // An idle thread does not keep the process alive, and its end interests nobody.
    forget()
    worker.removeAllListeners().on('error', () => {})
    worker.unref()
  }
}

// A string, because a thread has to begin with JavaScript, whatever loads this file.
const source = `
const { parentPort, workerData } = require('node:worker_threads')
const report = (value) => parentPort.postMessage({ kind: 'report', value })
const loaded = import(workerData)
loaded.catch(() => {})
parentPort.on('message', async (input) => {
  try {
    const { train } = await loaded
    parentPort.postMessage({ kind: 'output', value: await train(input, { report }) })
  } catch (error) {
    parentPort.postMessage({ kind: 'error', value: error })
  }
})
`

function startWorker(module: string): Worker {
  return new Worker(source, { eval: true, workerData: module })
}
