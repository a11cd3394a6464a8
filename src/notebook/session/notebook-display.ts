import type { DisplayHost, DisplayOptions, MimeBundle } from '../../base/display.ts'
import { renderSoon } from '../display/render-value.ts'
import type { EventChannel } from '../events/event-channel.ts'
import type { OutputOwner } from '../events/output-owner.ts'
import type { CellRun } from '../interrupts/cell-run.ts'

/** Shows values below the cell that the running code belongs to, in the order of the calls. */
export class NotebookDisplay implements DisplayHost {
  private readonly channel: EventChannel
  private readonly owner: OutputOwner

  constructor(channel: EventChannel, owner: OutputOwner) {
    this.channel = channel
    this.owner = owner
  }

  display(bundle: MimeBundle, options: DisplayOptions = {}): void {
    const run = this.owner.current()
    if (run === null || run.silent) return
    this.channel.send(displayEvent(run, { data: bundle, metadata: options.metadata ?? {} }, options))
  }

  /**
   * Shows any value in the richest form that it has. Resolves when it is shown; what is shown later stays after it. A
   * value that needs no waiting is shown at once, so a synchronous loop can show how far it is.
   */
  async show(value: unknown, options: DisplayOptions = {}): Promise<void> {
    const run = this.owner.current()
    if (run === null || run.silent) return
    const rendered = renderSoon(value)
    if (!(rendered instanceof Promise)) return this.channel.send(displayEvent(run, rendered, options))
    const finish = this.channel.reserve(run.id)
    finish(displayEvent(run, await rendered, options))
  }

  place(): string | null {
    return this.owner.current()?.id ?? null
  }

  /** Shows below this cell what others showed while their page was gone, or what the cell with this count has shown. */
  replay(count: number | null): void {
    const run = this.owner.current()
    if (run !== null && !run.silent) this.channel.send({ type: 'replay', parent: run.id, count })
  }

  clear({ wait = false }: { readonly wait?: boolean } = {}): void {
    const run = this.owner.current()
    if (run !== null && !run.silent) this.channel.send({ type: 'clear', parent: run.id, wait })
  }
}

interface Rendered {
  readonly data: MimeBundle
  readonly metadata: Readonly<Record<string, unknown>>
}

function displayEvent(run: CellRun, { data, metadata }: Rendered, { displayId, update }: DisplayOptions) {
  return {
    type: 'display' as const,
    parent: run.id,
    displayId: displayId ?? null,
    update: update === true && displayId !== undefined,
    data,
    metadata,
  }
}
