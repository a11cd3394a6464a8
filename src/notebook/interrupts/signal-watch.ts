/** What Node.js uses for `breakOnSigint` and in its REPL. */
interface Watchdog {
  readonly startSigintWatchdog?: () => void
  readonly stopSigintWatchdog?: () => unknown
}

/**
 * Keeps the thread alive that watches for SIGINT. Otherwise `node:vm` starts one and ends it again around every script that
 * is to break on the signal, which was half of what a small cell took: 0.7 of 1.5 ms, against 5 µs with a thread that is
 * there. While it is, the signal has no effect outside of such scripts.
 *
 * It is given up while a cell listens to the signal itself, and where Node.js does not let us: then `node:vm` goes the
 * long way, and a listener of ours keeps the signal from ending the process.
 */
export class SignalWatch {
  private readonly watchdog = findWatchdog()
  private isKept = false
  /** Somebody has begun to listen to the signal since, and may have stopped: either takes the handler away. */
  private isDisturbed = false

  constructor() {
    if (this.watchdog === null) {
      process.on('SIGINT', () => {})
      return
    }
    process.on('newListener', (event) => {
      if (event === 'SIGINT') this.isDisturbed = true
    })
    this.prepare()
  }

  /** To be called before each script. */
  prepare(): void {
    if (this.watchdog === null || (this.isKept && !this.isDisturbed)) return
    if (this.isKept) this.watchdog.stop()
    this.isDisturbed = false
    this.isKept = process.listenerCount('SIGINT') === 0
    if (this.isKept) this.watchdog.start()
    else this.isDisturbed = true
  }
}

function findWatchdog(): { readonly start: () => void; readonly stop: () => unknown } | null {
  const { binding } = process as unknown as { readonly binding?: (name: string) => Watchdog }
  try {
    const { startSigintWatchdog: start, stopSigintWatchdog: stop } = binding?.call(process, 'contextify') ?? {}
    return start === undefined || stop === undefined ? null : { start, stop }
  } catch {
    return null
  }
}
