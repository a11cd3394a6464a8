import { AnyWidget, type AnyWidgetOptions } from './any-widget.ts'
import { boxControl, pagesControl } from './box.ts'
import { Button } from './button.ts'
import { interact } from './interact.ts'
import { logSlider, numberControl, rangeControl } from './number-controls.ts'
import { OutputArea } from './output-area.ts'
import { plainControl } from './plain-controls.ts'
import { multipleControl, selectionControl } from './selection-controls.ts'
import type { WidgetOptions } from './widget-options.ts'

const unit = { min: 0, max: 1 }
const hundred = { min: 0, max: 100 }

/**
 * Controls for notebooks: `const lr = input.logSlider({ min: 1e-5, max: 1e-1, description: 'lr' })`, then `lr` as the last
 * line of a cell shows it, `lr.value` is the number, `lr.onChange((value) => …)` follows it. Outside a notebook they are
 * plain values.
 *
 * Options are those of ipywidgets' widgets of the same kind, in camel case, typed by the schema that Jupyter publishes.
 * All throw InputError `comms/unknown-option`, `comms/bad-option`, `comms/bad-value`.
 */
export const input = {
  slider: numberControl({ name: 'FloatSlider', label: 'slider', whole: false, limits: unit, fine: true }),
  intSlider: numberControl({ name: 'IntSlider', label: 'intSlider', whole: true, limits: hundred }),
  logSlider,
  rangeSlider: rangeControl({ name: 'FloatRangeSlider', label: 'rangeSlider', whole: false, limits: unit, fine: true }),
  intRangeSlider: rangeControl({ name: 'IntRangeSlider', label: 'intRangeSlider', whole: true, limits: hundred }),
  /** A bar that fills as its value grows from `min` to `max`. */
  progress: numberControl({ name: 'FloatProgress', label: 'progress', whole: false, limits: unit }),
  intProgress: numberControl({ name: 'IntProgress', label: 'intProgress', whole: true, limits: hundred }),
  floatText: numberControl({ name: 'FloatText', label: 'floatText', whole: false, limits: null }),
  intText: numberControl({ name: 'IntText', label: 'intText', whole: true, limits: null }),
  boundedFloatText: numberControl({
    name: 'BoundedFloatText',
    label: 'boundedFloatText',
    whole: false,
    limits: hundred,
  }),
  boundedIntText: numberControl({ name: 'BoundedIntText', label: 'boundedIntText', whole: true, limits: hundred }),
  text: plainControl({ name: 'Text', label: 'text', kind: 'string', initial: '' }),
  textarea: plainControl({ name: 'Textarea', label: 'textarea', kind: 'string', initial: '' }),
  password: plainControl({ name: 'Password', label: 'password', kind: 'string', initial: '' }),
  /** A text with suggestions, `options`; any other text will do unless `ensureOption` is set. */
  combobox: plainControl({ name: 'Combobox', label: 'combobox', kind: 'string', initial: '' }),
  color: plainControl({ name: 'ColorPicker', label: 'color', kind: 'string', initial: 'black' }),
  html: plainControl({ name: 'HTML', label: 'html', kind: 'string', initial: '' }),
  /** HTML with formulas between dollar signs. */
  math: plainControl({ name: 'HTMLMath', label: 'math', kind: 'string', initial: '' }),
  label: plainControl({ name: 'Label', label: 'label', kind: 'string', initial: '' }),
  checkbox: plainControl({ name: 'Checkbox', label: 'checkbox', kind: 'boolean', initial: false }),
  toggle: plainControl({ name: 'ToggleButton', label: 'toggle', kind: 'boolean', initial: false }),
  dropdown: selectionControl('Dropdown', 'dropdown'),
  select: selectionControl('Select', 'select'),
  radio: selectionControl('RadioButtons', 'radio'),
  toggleButtons: selectionControl('ToggleButtons', 'toggleButtons'),
  selectionSlider: selectionControl('SelectionSlider', 'selectionSlider'),
  selectMultiple: multipleControl('SelectMultiple', 'selectMultiple'),
  button: (options: WidgetOptions<'Button'> = {}) => new Button(options),
  box: boxControl('Box'),
  hbox: boxControl('HBox'),
  vbox: boxControl('VBox'),
  /** A CSS grid: `input.grid(children, { layout: { gridTemplateColumns: '1fr 1fr' } })`. */
  grid: boxControl('GridBox'),
  tab: pagesControl('Tab'),
  accordion: pagesControl('Accordion'),
  /** Shows one page at a time, without titles: `stack.set({ selectedIndex: 1 })`. */
  stack: pagesControl('Stack'),
  output: (options: WidgetOptions<'Output'> = {}) => new OutputArea(options),
  anywidget: <State extends object>(options: AnyWidgetOptions<State>) => new AnyWidget(options),
  interact,
} as const
