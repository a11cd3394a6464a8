import { Control } from './control.ts'
import { badOption, badValue } from './messages.ts'
import { widgetState, type WidgetName, type WidgetOptions } from './widget-options.ts'

/**
 * What can be chosen: values that name themselves, `[label, value]` pairs in a Map, or an object from labels to values.
 * The values may be anything; only the labels travel to the frontend.
 */
export type Choices<Value> = readonly Value[] | ReadonlyMap<string, Value> | Readonly<Record<string, Value>>

type SelectionOptions<Name extends WidgetName, Value, Held> = WidgetOptions<Name> & {
  readonly options: Choices<Value>
  /** The first choice. Default: the first option; where several can be chosen, none. */
  readonly value?: Held
}

interface Labelled<Value> {
  readonly labels: readonly string[]
  readonly values: readonly Value[]
}

/** Makes the controls of which one option is chosen. */
export function selectionControl<Name extends WidgetName>(name: Name, label: string) {
  return <const Value>(options: SelectionOptions<Name, Value, Value>): Control<Value, Name> => {
    const { options: choices, value, ...attributes } = options
    const { labels, values } = readChoices(label, choices)
    const indexOf = (wanted: Value): number => findChoice(label, { labels, values }, wanted)
    const index = value === undefined ? 0 : indexOf(value)
    const state = widgetState(name, attributes, { _options_labels: labels, index })
    return new Control<Value, Name>(name, state, { key: 'index', read: (held) => values[Number(held)], write: indexOf })
  }
}

/** Makes the control of which any number of options is chosen. */
export function multipleControl<Name extends WidgetName>(name: Name, label: string) {
  return <const Value>(
    options: SelectionOptions<Name, Value, readonly NoInfer<Value>[]>,
  ): Control<readonly Value[], Name> => {
    const { options: choices, value = [], ...attributes } = options
    const { labels, values } = readChoices(label, choices)
    const indicesOf = (wanted: readonly Value[]): readonly number[] =>
      wanted.map((one) => findChoice(label, { labels, values }, one))
    const state = widgetState(name, attributes, {
      _options_labels: labels,
      index: indicesOf(value),
    })
    return new Control<readonly Value[], Name>(name, state, {
      key: 'index',
      read: (held) => (held as readonly number[]).map((index) => values[index]),
      write: indicesOf,
    })
  }
}

function readChoices<Value>(label: string, choices: Choices<Value>): Labelled<Value> {
  const read = labelled(choices)
  if (read.labels.length > 0 && new Set(read.labels).size === read.labels.length) return read
  const problem = read.labels.length === 0 ? 'no options' : 'a label twice'
  throw badOption(label, problem, { allowed: 'at least one option, each with a label of its own', value: read.labels })
}

function labelled<Value>(choices: Choices<Value>): Labelled<Value> {
  if (Array.isArray(choices)) {
    const values = choices as readonly Value[]
    return { labels: values.map(String), values }
  }
  const entries = choices instanceof Map ? [...choices] : Object.entries(Object(choices))
  return { labels: entries.map(([label]) => String(label)), values: entries.map(([, value]) => value) }
}

function findChoice<Value>(label: string, { labels, values }: Labelled<Value>, wanted: Value): number {
  const index = values.findIndex((value) => Object.is(value, wanted))
  if (index === -1) throw badValue(label, wanted, `the value of one of the options ${labels.join(', ')}`)
  return index
}
