import { displaySymbol, type Displayable, type MimeBundle } from '../../base/display.ts'
import type { JsonObject } from '../protocol/message.ts'
import type { Listener } from './listeners.ts'
import { badOption } from './messages.ts'
import { WidgetModel, type CustomMessage } from './widget-model.ts'

/** A widget of one's own, by anywidget's convention. */
export interface AnyWidgetOptions<State extends object> {
  /** The text of an ES module whose default export has `render({ model, el })`, or its URL. */
  readonly esm: string
  readonly css?: string
  /** What the module reads by `model.get(key)`: JSON, and bytes at any place. */
  readonly state?: State
}

const module = 'anywidget'
// The frontend takes the newest that it has. A range such as ~0.9 fails as soon as a newer one is installed.
const version = '*'

/** A widget whose frontend part is a module of one's own, without a build. The frontend needs anywidget's extension. */
export class AnyWidget<State extends object = JsonObject> implements Displayable {
  readonly model: WidgetModel

  constructor({ esm, css = '', state }: AnyWidgetOptions<State>) {
    if (typeof esm !== 'string' || esm === '') {
      throw badOption('anywidget', 'no module', { allowed: 'the text of an ES module', value: esm })
    }
    this.model = new WidgetModel({
      ...state,
      _model_module: module,
      _model_module_version: version,
      _model_name: 'AnyModel',
      _view_module: module,
      _view_module_version: version,
      _view_name: 'AnyView',
      _anywidget_id: 'ansatz.AnyWidget',
      _esm: esm,
      _css: css,
    })
  }

  get<Key extends keyof State & string>(key: Key): State[Key] {
    return this.model.state[key] as State[Key]
  }

  /** Changes the state here and in the frontends. A list or object that was changed in place counts as unchanged. */
  set(patch: Partial<State>): void {
    this.model.set(patch)
  }

  /** Calls `listener` with each new value of `key`, whoever changed it; returns a function that stops it. */
  onChange<Key extends keyof State & string>(key: Key, listener: Listener<State[Key]>): () => void {
    return this.model.onChange((keys) => (keys.has(key) ? listener(this.get(key)) : undefined))
  }

  /** Sends a message to the module, which gets it by `model.on('msg:custom', (content, buffers) => …)`. */
  send(content: unknown, buffers: readonly Uint8Array[] = []): void {
    this.model.sendCustom(content, buffers)
  }

  /** Calls `listener` with what the module sends by `model.send(content)`; returns a function that stops it. */
  onMessage(listener: Listener<CustomMessage>): () => void {
    return this.model.onCustom(listener)
  }

  /** Replaces the module in all frontends at once, while the state stays. */
  reload({ esm, css }: { readonly esm?: string; readonly css?: string }): void {
    this.model.set({ ...(esm !== undefined && { _esm: esm }), ...(css !== undefined && { _css: css }) })
  }

  /** Takes the widget away from all frontends. */
  close(): void {
    this.model.close()
  }

  [displaySymbol](): MimeBundle {
    return this.model.view('AnyWidget')
  }
}
