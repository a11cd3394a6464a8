import type { JsonObject } from '../protocol/message.ts'
import { sharedDefaults, widgetModels, type WidgetAttributes } from './data/widget-models.ts'
import { unknownOption } from './messages.ts'
import { WidgetModel } from './widget-model.ts'

export type WidgetName = keyof typeof widgetModels

type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text
type AttributeOf<Name extends WidgetName> = Words<(typeof widgetModels)[Name]['attributes']> & keyof WidgetAttributes
type StyleOf<Name extends WidgetName> = (typeof widgetModels)[Name]['style']

/** What the published schema lets one set, all of it optional. */
export type Attributes<Name extends WidgetName> = Partial<Pick<WidgetAttributes, AttributeOf<Name>>>

/** The options that a control takes over from ipywidgets: its attributes, its layout in CSS, and its style. */
export type WidgetOptions<Name extends WidgetName> = Attributes<Name> & {
  /** CSS of the control's box: `{ width: '60%' }`. */
  readonly layout?: Attributes<'Layout'>
  readonly style?: StyleOf<Name> extends WidgetName ? Attributes<StyleOf<Name>> : never
}

interface AnyOptions {
  readonly layout?: object | undefined
  readonly style?: object | undefined
}

/**
 * The first state of a widget of ipywidgets, from the options that the user gave.
 *
 * @throws InputError `comms/unknown-option`
 */
export function widgetState(name: WidgetName, options: AnyOptions, own: JsonObject = {}): JsonObject {
  const { layout, style, ...attributes } = options
  const { module, version, view, style: styleName, viewModule } = widgetModels[name]
  const styled = styleName === null ? undefined : withRoom(styleName, attributes, style)
  return {
    _model_module: module,
    _model_module_version: version,
    _model_name: `${name}Model`,
    _view_module: viewModule,
    _view_module_version: version,
    _view_name: view,
    ...defaultsOf(name),
    ...wireAttributes(name, attributes),
    ...own,
    ...(layout !== undefined && { layout: reference(partModel('Layout', layout)) }),
    ...(styled !== undefined && { style: reference(partModel(styleName!, styled)) }),
  }
}

/** ipywidgets cuts a description off behind so many letters, 80 pixels, unless its style gives it room. */
const cutOff = 11

function withRoom(styleName: WidgetName, attributes: object, style: object | undefined): object | undefined {
  const { description } = attributes as { readonly description?: unknown }
  const isLong = typeof description === 'string' && description.length > cutOff
  return isLong && attributesOf(styleName).includes('descriptionWidth')
    ? { descriptionWidth: 'initial', ...style }
    : style
}

/** Options under the names of the protocol. Options of another control are refused by name. */
export function wireAttributes(name: WidgetName, options: object): JsonObject {
  const known = attributesOf(name)
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  for (const [option] of entries) if (!known.includes(option)) throw unknownOption(name, option, known)
  return Object.fromEntries(entries.map(([option, value]) => [snake(option), value]))
}

/** How a widget is named inside the state of another one. */
export function reference(model: WidgetModel): string {
  return `IPY_MODEL_${model.id}`
}

function partModel(name: WidgetName, options: object): WidgetModel {
  return new WidgetModel(widgetState(name, {}, wireAttributes(name, options)))
}

function defaultsOf(name: WidgetName): JsonObject {
  const { defaults } = widgetModels[name]
  const all: JsonObject = { ...sharedDefaults, ...defaults }
  const set = attributesOf(name).filter((attribute) => Object.hasOwn(all, attribute))
  return Object.fromEntries(set.map((attribute) => [snake(attribute), all[attribute]]))
}

function attributesOf(name: WidgetName): readonly string[] {
  return widgetModels[name].attributes.split(' ')
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
