import { setTimeout as startTimer } from 'node:timers'
import type { Worker } from 'node:worker_threads'

/** Taken now, because a cell may put clocks of its own in place. */
const clock = performance.now.bind(performance)
const pollMs = 10

/**
 * What keeps this process from being idle: the resources that would keep a program of Node.js alive (timers, requests,
 * sockets, child processes), and the worker threads of cells. They are counted by kind, not by cell: one that ends and one
 * that begins cancel each other out.
 */
export class BackgroundWork {
  /** The worker threads that keep the process alive. Node.js does not list them among its resources. */
  private readonly workers = new Set<Worker>()

  constructor() {
    process.on('worker', (worker: Worker) => this.count(worker))
  }

  /** What runs now. */
  active(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    return this.workers.size > 0 ? counts.set('Worker', this.workers.size) : counts
  }

  private count(worker: Worker): void {
    // Threads of Node.js itself, such as that of module hooks.
    if (worker.constructor.name === 'InternalWorker') return
    const [ref, unref] = [worker.ref.bind(worker), worker.unref.bind(worker)]
    worker.ref = () => {
      this.workers.add(worker)
      ref()
    }
    worker.unref = () => {
      this.workers.delete(worker)
      unref()
    }
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

/** By a timer that is not counted itself. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    startTimer(resolve, ms).unref()
  })
}
