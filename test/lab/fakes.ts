import type { Clock } from '../../src/base/clock.ts'
import type { DisplayHost, DisplayOptions, MimeBundle } from '../../src/base/display.ts'
import type { TextStream } from '../../src/lab/progress-output.ts'
import type { Timers } from '../../src/lab/throttle.ts'

/** Time that passes when the test says so; timers run on the way. */
export class FakeTime implements Clock, Timers {
  private ms = 0
  private waiting: { readonly at: number; readonly run: () => void }[] = []

  now(): number {
    return this.ms
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.ms + ms, run }
    this.waiting.push(timer)
    return () => {
      this.waiting = this.waiting.filter((other) => other !== timer)
    }
  }

  advance(ms: number): void {
    const end = this.ms + ms
    for (;;) {
      const due = this.waiting.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.waiting = this.waiting.filter((other) => other !== due)
      this.ms = due.at
      due.run()
    }
    this.ms = end
  }

  get pending(): number {
    return this.waiting.length
  }
}

export interface Shown {
  readonly bundle: MimeBundle
  readonly options: DisplayOptions
}

/** A notebook page: every call, and what stands under each display id in the end. */
export class Page implements DisplayHost {
  readonly calls: Shown[] = []

  display(bundle: MimeBundle, options: DisplayOptions = {}): void {
    this.calls.push({ bundle, options })
  }

  /** The outputs as a reader sees them: one per display id, in order of appearance. */
  get outputs(): readonly MimeBundle[] {
    const byId = new Map<string, MimeBundle>()
    for (const { bundle, options } of this.calls) {
      const id = options.displayId ?? `anonymous ${byId.size}`
      if (options.update === true && !byId.has(id)) throw new Error(`nothing was shown under ${id}`)
      if (options.update !== true && byId.has(id)) throw new Error(`${id} was shown twice`)
      byId.set(id, bundle)
    }
    return [...byId.values()]
  }
}

export class FakeStream implements TextStream {
  readonly isTTY: boolean
  readonly columns: number
  text = ''

  constructor({ isTTY = false, columns = 80 } = {}) {
    this.isTTY = isTTY
    this.columns = columns
  }

  write(text: string): void {
    this.text += text
  }

  get lines(): readonly string[] {
    return this.text.split('\n').filter((line) => line !== '')
  }
}
