import { Widget } from './control.ts'
import type { AnyWidget } from './any-widget.ts'
import { badOption } from './messages.ts'
import { reference, widgetState, type WidgetName, type WidgetOptions } from './widget-options.ts'

/** What can stand in a box. */
export type Child = Widget | AnyWidget

/** Several widgets drawn as one: side by side, in a grid, or on pages. */
export class Box<Name extends WidgetName> extends Widget<Name> {
  private shown: readonly Child[]

  constructor(name: Name, children: readonly Child[], options: WidgetOptions<Name>) {
    super(name, widgetState(name, options, { children: references(children) }))
    this.shown = children
  }

  /** The widgets inside, in order. Setting them changes what is drawn. */
  get children(): readonly Child[] {
    return this.shown
  }

  set children(children: readonly Child[]) {
    this.model.set({ children: references(children) })
    this.shown = children
  }

  protected override describe(): string {
    return `${this.name} of ${this.shown.length}`
  }
}

/** Makes the boxes of one kind. */
export function boxControl<Name extends WidgetName>(name: Name) {
  return (children: readonly Child[], options = {} as WidgetOptions<Name>): Box<Name> =>
    new Box(name, children, options)
}

/** Makes boxes with one page for each child, by title. */
export function pagesControl<Name extends 'Tab' | 'Accordion' | 'Stack'>(name: Name) {
  return (pages: Readonly<Record<string, Child>>, options = {} as WidgetOptions<Name>): Box<Name> => {
    const titles = Object.keys(pages)
    return new Box(name, Object.values(pages), { selectedIndex: 0, titles, ...options })
  }
}

function references(children: readonly Child[]): readonly string[] {
  return children.map((child) => {
    const model = (Object(child) as Partial<Child>).model
    if (model === undefined) {
      throw badOption('box', 'a child that is no widget', { allowed: 'controls and boxes of `input`', value: child })
    }
    return reference(model)
  })
}
