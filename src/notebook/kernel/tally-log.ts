/**
 * Tells what happens again and again ever more rarely: the first time, the second, the fourth, the eighth and so on. So a
 * stranger who floods a socket does not fill the log with it.
 */
export class TallyLog {
  private readonly log: (line: string) => void
  private readonly counts = new Map<string, number>()

  constructor(log: (line: string) => void) {
    this.log = log
  }

  /** `what` must be one of few texts: each is remembered. */
  count(what: string): void {
    const count = (this.counts.get(what) ?? 0) + 1
    this.counts.set(what, count)
    if (!Number.isInteger(Math.log2(count))) return
    this.log(count === 1 ? what : `${what} (${count} times by now)`)
  }
}
