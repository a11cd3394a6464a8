import { displaySymbol, type Displayable, type MimeBundle } from '../../base/display.ts'
import { describeValue } from '../../base/errors.ts'
import type { JsonObject } from '../protocol/message.ts'
import type { Listener } from './listeners.ts'
import { WidgetModel } from './widget-model.ts'
import { wireAttributes, type Attributes, type WidgetName } from './widget-options.ts'

/** Something that a frontend draws: the last expression of a cell or an argument of `display` shows it. */
export class Widget<Name extends WidgetName = WidgetName> implements Displayable {
  readonly name: Name
  readonly model: WidgetModel

  constructor(name: Name, state: JsonObject) {
    this.name = name
    this.model = new WidgetModel(state)
  }

  /** Changes attributes after the widget was made: `slider.set({ disabled: true })`. */
  set(attributes: Attributes<Name>): void {
    this.model.set(this.wire(attributes))
  }

  /** Takes the widget away from all frontends. */
  close(): void {
    this.model.close()
  }

  [displaySymbol](): MimeBundle {
    return this.model.view(this.describe())
  }

  /** What stands in place of the widget where only text can be shown. */
  protected describe(): string {
    const { description } = this.model.state
    return typeof description === 'string' && description !== '' ? `${this.name} ${description}` : this.name
  }

  /** Attributes as the protocol names them. */
  protected wire(attributes: object): JsonObject {
    return wireAttributes(this.name, attributes)
  }
}

/** How a value stands in the state of its widget. */
export interface ValueCodec<Value> {
  /** The key of the state that holds it. */
  readonly key: string
  read(held: unknown): Value
  /** Throws InputError `comms/bad-value` for what the control cannot show. */
  write(value: Value, state: JsonObject): unknown
  /** Attributes whose users' form differs from the protocol's. */
  attributes?(attributes: object): object
}

/** A widget with a value that the reader of the notebook can change. */
export class Control<Value, Name extends WidgetName = WidgetName> extends Widget<Name> {
  private readonly codec: ValueCodec<Value>

  constructor(name: Name, state: JsonObject, codec: ValueCodec<Value>) {
    super(name, state)
    this.codec = codec
  }

  /** The value as it is now. Setting it moves the control in every frontend and calls the listeners. */
  get value(): Value {
    return this.codec.read(this.model.state[this.codec.key])
  }

  set value(value: Value) {
    this.model.set({ [this.codec.key]: this.codec.write(value, this.model.state) })
  }

  /**
   * Calls `listener` with each new value, whoever changed it. What the listener prints appears below the cell that called
   * `onChange`. Returns a function that stops it.
   */
  onChange(listener: Listener<Value>): () => void {
    return this.model.onChange((keys) => (keys.has(this.codec.key) ? listener(this.value) : undefined))
  }

  protected override describe(): string {
    return `${super.describe()} = ${describeValue(this.value)}`
  }

  protected override wire(attributes: object): JsonObject {
    return super.wire(this.codec.attributes?.(attributes) ?? attributes)
  }
}
