import { Widget } from './control.ts'
import type { Listener } from './listeners.ts'
import { widgetState, type WidgetOptions } from './widget-options.ts'

/** A button to press. */
export class Button extends Widget<'Button'> {
  constructor(options: WidgetOptions<'Button'> = {}) {
    super('Button', widgetState('Button', options))
  }

  /**
   * Calls `listener` with the button at each press. What it prints appears below the cell that called `onClick`. Returns a
   * function that stops it.
   */
  onClick(listener: Listener<Button>): () => void {
    return this.model.onCustom(({ content }) => {
      const { event } = Object(content) as { readonly event?: unknown }
      return event === 'click' ? listener(this) : undefined
    })
  }
}
