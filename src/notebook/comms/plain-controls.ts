import { Control } from './control.ts'
import { badValue } from './messages.ts'
import { widgetState, type WidgetName, type WidgetOptions } from './widget-options.ts'

interface Values {
  readonly string: string
  readonly boolean: boolean
}

type PlainOptions<Name extends WidgetName, Value> = WidgetOptions<Name> & { readonly value?: Value }

/** Makes the controls whose value is a text or true or false. */
export function plainControl<Name extends WidgetName, Kind extends keyof Values>(facts: {
  readonly name: Name
  /** Its name in `input`, for errors. */
  readonly label: string
  readonly kind: Kind
  readonly initial: Values[Kind]
}) {
  type Value = Values[Kind]
  const check = (value: unknown): Value => {
    if (typeof value === facts.kind) return value as Value
    throw badValue(facts.label, value, facts.kind === 'string' ? 'a text' : 'true or false')
  }
  return (options: PlainOptions<Name, Value> = {}): Control<Value, Name> => {
    const { value = facts.initial, ...attributes } = options
    const state = widgetState(facts.name, attributes, { value: check(value) })
    return new Control<Value, Name>(facts.name, state, { key: 'value', read: (held) => held as Value, write: check })
  }
}
