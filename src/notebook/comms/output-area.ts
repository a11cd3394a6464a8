import { renderValue } from '../display/render-value.ts'
import type { JsonObject } from '../protocol/message.ts'
import { Widget } from './control.ts'
import { widgetState, type WidgetOptions } from './widget-options.ts'

/** A place for outputs inside other widgets. It keeps what it shows, so a reload of the page shows it again. */
export class OutputArea extends Widget<'Output'> {
  private shows: Promise<void> = Promise.resolve()
  private cleared = 0

  constructor(options: WidgetOptions<'Output'> = {}) {
    super('Output', widgetState('Output', options, { msg_id: '', outputs: [] }))
  }

  /** The outputs in the form of a notebook file. */
  get outputs(): readonly JsonObject[] {
    return this.model.state.outputs as readonly JsonObject[]
  }

  /** Appends text, as `console.log` does. */
  print(...texts: readonly unknown[]): void {
    const text = `${texts.join(' ')}\n`
    const last = this.outputs.at(-1)
    if (last?.output_type !== 'stream') this.add({ output_type: 'stream', name: 'stdout', text })
    else this.model.set({ outputs: [...this.outputs.slice(0, -1), { ...last, text: `${String(last.text)}${text}` }] })
  }

  /** Appends any value in the richest form that it has. Values appear in the order of the calls. */
  async show(value: unknown): Promise<void> {
    const { cleared } = this
    const rendered = renderValue(value)
    this.shows = this.shows.then(async () => {
      const { data, metadata } = await rendered
      // What was shown before a `clear` must not come after it.
      if (cleared === this.cleared) this.add({ output_type: 'display_data', data, metadata })
    })
    return this.shows
  }

  clear(): void {
    this.cleared++
    this.model.set({ outputs: [] })
  }

  private add(output: JsonObject): void {
    this.model.set({ outputs: [...this.outputs, output] })
  }
}
