// Our controls in front of ipywidgets' real models and views: what one side sends is handed to the other.
import * as base from '@jupyter-widgets/base'
import { ManagerBase } from '@jupyter-widgets/base-manager'
import * as controls from '@jupyter-widgets/controls'
import { CommManager } from '../../../src/notebook/comms/comm-manager.ts'
import { provideCommHost } from '../../../src/notebook/comms/comm-host.ts'
import { input } from '../../../src/notebook/comms/input.ts'

const modules = { '@jupyter-widgets/base': base, '@jupyter-widgets/controls': controls }

class Manager extends ManagerBase {
  async loadClass(name, module) {
    // The output widget lives in JupyterLab itself.
    if (module === '@jupyter-widgets/output') return name.endsWith('View') ? base.DOMWidgetView : base.DOMWidgetModel
    const found = modules[module]?.[name]
    if (found === undefined) throw new Error(`no ${module} ${name}`)
    return found
  }

  async _create_comm() {
    throw new Error('our controls open all comms')
  }

  async _get_comm_info() {
    return {}
  }
}

/** What the frontend's packages say of what they cannot do. */
const complaints = []
Object.assign(console, { error: (...parts) => void complaints.push(parts.map(String).join(' ')) })
process.on('unhandledRejection', (reason) => void complaints.push(String(reason)))

const manager = new Manager()
const frontendComms = new Map()
const opened = []
const sent = []

const kernel = new CommManager({
  send({ step, commId, data, metadata, buffers }) {
    const views = buffers.map((bytes) => new DataView(bytes.slice().buffer))
    const message = { header: {}, metadata, content: { comm_id: commId, data: structuredClone(data) }, buffers: views }
    if (step === 'open') opened.push(manager.handle_comm_open(frontendComm(commId), message))
    else void frontendComms.get(commId).receive(message)
  },
  announce() {},
})
provideCommHost(kernel)

function frontendComm(id) {
  const comm = {
    comm_id: id,
    target_name: 'jupyter.widget',
    on_msg: (handler) => (comm.receive = handler),
    on_close() {},
    close() {},
    send(data, callbacks) {
      sent.push({ id, data })
      const step = { step: 'message', commId: id, target: '', data: JSON.parse(JSON.stringify(data)) }
      void kernel.receive({ ...step, metadata: {}, buffers: [] }).then(() => {
        callbacks?.iopub?.status?.({ content: { execution_state: 'idle' } })
      })
      return `message-${sent.length}`
    },
  }
  frontendComms.set(id, comm)
  return comm
}

const cases = {
  slider: () => input.slider({ value: 0.3, step: 0.01, description: 'lr' }),
  intSlider: () => input.intSlider({ value: 3, layout: { width: '50%' }, style: { handleColor: 'red' } }),
  logSlider: () => input.logSlider({ min: 1e-5, max: 1e-1, value: 1e-3 }),
  rangeSlider: () => input.rangeSlider({ value: [0.25, 0.5] }),
  intRangeSlider: () => input.intRangeSlider(),
  progress: () => input.progress({ value: 0.5 }),
  intProgress: () => input.intProgress({ value: 40 }),
  floatText: () => input.floatText({ value: 1.5 }),
  intText: () => input.intText({ value: 2 }),
  boundedFloatText: () => input.boundedFloatText(),
  boundedIntText: () => input.boundedIntText(),
  text: () => input.text({ value: 'hello' }),
  textarea: () => input.textarea({ value: 'long' }),
  password: () => input.password(),
  combobox: () => input.combobox({ options: ['adam', 'sgd'], value: 'adam' }),
  color: () => input.color(),
  html: () => input.html({ value: '<b>bold</b>' }),
  label: () => input.label({ value: 'a label' }),
  checkbox: () => input.checkbox({ value: true, description: 'check' }),
  toggle: () => input.toggle({ description: 'toggle' }),
  dropdown: () => input.dropdown({ options: ['adam', 'sgd'], value: 'sgd' }),
  select: () => input.select({ options: ['adam', 'sgd'] }),
  radio: () => input.radio({ options: ['adam', 'sgd'] }),
  toggleButtons: () => input.toggleButtons({ options: ['adam', 'sgd'] }),
  selectionSlider: () => input.selectionSlider({ options: ['adam', 'sgd'] }),
  selectMultiple: () => input.selectMultiple({ options: ['adam', 'sgd'], value: ['sgd'] }),
  button: () => input.button({ description: 'go' }),
  box: () => input.box([input.label({ value: 'inside' })]),
  stack: () => input.stack({ First: input.label({ value: 'inside' }), Second: input.label({ value: 'hidden' }) }),
  hbox: () => input.hbox([input.label({ value: 'inside' })]),
  vbox: () => input.vbox([input.label({ value: 'inside' })]),
  grid: () => input.grid([input.label({ value: 'inside' })], { layout: { gridTemplateColumns: '1fr 1fr' } }),
  tab: () => input.tab({ First: input.label({ value: 'inside' }) }),
  accordion: () => input.accordion({ First: input.label({ value: 'inside' }) }),
  output: () => input.output(),
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 20))

async function viewOf(widget) {
  await Promise.all(opened)
  const model = await manager.get_model(widget.model.id)
  const view = await manager.create_view(model)
  // The page has it: now layout and style are applied.
  view.trigger('displayed')
  await settle()
  return { model, view }
}

async function drawn() {
  const views = {}
  for (const [name, make] of Object.entries(cases)) {
    try {
      const { view } = await viewOf(make())
      views[name] = { view: view.constructor.name, text: view.el.textContent.trim(), classes: view.el.className }
    } catch (error) {
      views[name] = { problem: String(error.stack) }
    }
  }
  return views
}

/** What options of layout and style come to in the page. */
async function styled() {
  const options = { description: 'learning rate of Adam', layout: { width: '50%' }, style: { handleColor: 'red' } }
  const { view } = await viewOf(input.slider(options))
  await settle()
  const label = view.el.querySelector('.widget-label')
  const handle = view.el.querySelector('.noUi-handle')
  return { width: view.el.style.width, handle: handle.style.backgroundColor, label: label.style.width }
}

async function conversation() {
  const slider = input.slider()
  const heard = []
  slider.onChange((value) => heard.push(value))
  const { model } = await viewOf(slider)
  // The second change waits for the idle of the first: that is the frontend's throttle.
  for (const value of [0.5, 0.6]) {
    model.set('value', value)
    model.save_changes()
  }
  const sentAtOnce = sent.length
  await settle()
  slider.value = 0.9
  await settle()
  const button = input.button()
  let clicks = 0
  button.onClick(() => clicks++)
  const { view } = await viewOf(button)
  view.el.click()
  await settle()
  const choice = input.dropdown({ options: { small: 16, large: 512 } })
  const { view: select } = await viewOf(choice)
  const box = select.el.querySelector('select')
  box.selectedIndex = 1
  box.dispatchEvent(new window.Event('change', { bubbles: true }))
  await settle()
  return { heard, sentAtOnce, sent: sent.length, frontend: model.get('value'), clicks, chosen: choice.value }
}

export async function main() {
  const views = await drawn()
  sent.length = 0
  return { views, conversation: await conversation(), styled: await styled(), complaints }
}
