import { setTimeout as startTimer } from 'node:timers'
import { Worker } from 'node:worker_threads'

/** Taken now, because a cell may put clocks of its own in place. */
const clock = performance.now.bind(performance)
const pollMs = 10

/**
 * What keeps this process from being idle: the resources that would keep a program of Node.js alive (timers, requests,
 * sockets, child processes), and the worker threads of cells. They are counted by kind, not by cell: one that ends and one
 * that begins cancel each other out.
 */
export class BackgroundWork {
  /** The worker threads that run. Node.js does not list them among its resources. */
  private readonly workers = new Set<Worker>()
  private readonly unreferenced = new WeakSet<Worker>()

  constructor() {
    process.on('worker', (worker: Worker) => this.count(worker))
    observe('unref', (worker) => this.unreferenced.add(worker))
    observe('ref', (worker) => this.unreferenced.delete(worker))
  }

  /** What runs now. */
  active(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    const workers = [...this.workers].filter((worker) => !this.unreferenced.has(worker)).length
    return workers > 0 ? counts.set('Worker', workers) : counts
  }

  private count(worker: Worker): void {
    // Threads of Node.js itself, such as that of module hooks.
    if (worker.constructor.name === 'InternalWorker') return
    this.workers.add(worker)
    worker.once('exit', () => this.workers.delete(worker))
  }

  /**
   * Resolves when nothing more runs than did `before`, or after `limitMs`; to what runs then.
   *
   * A promise that nobody awaits needs no counting: as long as anything can still settle it, that is active.
   */
  async ended(before: ReadonlyMap<string, number>, limitMs: number): Promise<readonly string[]> {
    const deadline = clock() + limitMs
    for (;;) {
      await pause(0)
      const left = [...this.active()].filter(([kind, count]) => count > (before.get(kind) ?? 0))
      if (left.length === 0 || clock() >= deadline) return left.map(([kind]) => kind)
      await pause(pollMs)
    }
  }
}

/** Tells of every call of `Worker.prototype[method]`: a thread cannot be asked whether it keeps the process alive. */
function observe(method: 'ref' | 'unref', called: (worker: Worker) => void): void {
  // oxlint-disable-next-line typescript/unbound-method -- called with its worker below
  const native = Worker.prototype[method]
  Worker.prototype[method] = function (this: Worker): void {
    called(this)
    native.call(this)
  }
}

/** By a timer that is not counted itself. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    startTimer(resolve, ms).unref()
  })
}
