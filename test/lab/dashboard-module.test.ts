import { createRequire } from 'node:module'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dashboardModule } from '../../src/lab/dashboard-module.ts'
import { dashboardStyle } from '../../src/lab/dashboard-style.ts'

// The package comes without types.
const { JSDOM } = createRequire(import.meta.url)('jsdom') as {
  JSDOM: new (html: string) => { readonly window: { readonly document: PageElement; KeyboardEvent: KeyEvent } }
}

type KeyEvent = new (type: string, init: object) => object

/** What the test asks of an element of the page. */
interface PageElement {
  readonly textContent: string
  readonly innerHTML: string
  readonly hidden: boolean
  readonly disabled: boolean
  readonly activeElement: PageElement | null
  readonly body: PageElement
  createElement(tag: string): PageElement
  append(child: PageElement): void
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
  getAttribute(name: string): string | null
  addEventListener(type: string, listener: () => void): void
  dispatchEvent(event: object): boolean
  click(): void
}

/** A model as anywidget gives it to the module. */
class Model {
  readonly sent: unknown[] = []
  saves = 0
  private readonly state: Record<string, unknown>
  private readonly listeners = new Map<string, Set<() => void>>()

  constructor(state: Record<string, unknown>) {
    this.state = state
  }

  get(key: string): unknown {
    return this.state[key]
  }

  set(key: string, value: unknown): void {
    this.state[key] = value
    for (const listener of this.listeners.get(`change:${key}`) ?? []) listener()
  }

  on(event: string, listener: () => void): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener))
  }

  off(event: string, listener: () => void): void {
    this.listeners.get(event)?.delete(listener)
  }

  get followed(): number {
    return [...this.listeners.values()].reduce((sum, { size }) => sum + size, 0)
  }

  save_changes(): void {
    this.saves++
  }

  send(content: unknown): void {
    this.sent.push(content)
  }
}

interface Module {
  initialize(props: { model: Model }): void
  render(props: { model: Model; el: PageElement }): () => void
}

const head = {
  name: 'bowl <b>',
  running: true,
  status: 'running',
  tone: 'running',
  fraction: 0.25,
  trials: '10/40 trials',
  facts: [{ label: 'Best', text: '0.01 (trial 3)' }],
}

function newModel(): Model {
  return new Model({
    head,
    best: { title: 'Best trials', columns: ['Trial', 'Value'], rows: [['3', '0.01']] },
    stoppable: true,
    tabs: ['history', 'slice'].map((name) => ({ name, label: name.toUpperCase() })),
    tab: 'history',
    picture_history: { svg: '<svg data-is="history"></svg>', text: 'History of "bowl"' },
    picture_slice: null,
  })
}

const module = (
  (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(dashboardModule)}`)) as {
    default: Module
  }
).default
let window: InstanceType<typeof JSDOM>['window']
let el: PageElement
let model: Model
let cleanup: () => void

beforeEach(() => {
  window = new JSDOM('<body></body>').window
  vi.stubGlobal('document', window.document)
  el = window.document.createElement('div')
  window.document.body.append(el)
  model = newModel()
  cleanup = module.render({ model, el })
})

afterEach(() => vi.unstubAllGlobals())

const text = (selector: string): string | undefined => el.querySelector(selector)?.textContent
const tabs = (): readonly PageElement[] => [...el.querySelectorAll('[role=tab]')]
const press = (key: string): void =>
  void el
    .querySelector('[aria-selected=true]')!
    .dispatchEvent(new window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))

describe('the page’s part of the dashboard', () => {
  it('is small and asks nothing of the network', () => {
    expect(Buffer.byteLength(dashboardModule + dashboardStyle)).toBeLessThan(15_000)
    expect(dashboardModule + dashboardStyle).not.toMatch(/https?:|import|fetch|@font-face|url\(/)
  })

  it('tells the kernel that the page has it, once for each model', () => {
    module.initialize({ model })
    expect(model.sent).toEqual([{ kind: 'ready' }])
  })

  it('shows names as text, the progress, the facts, the chosen plot and the best trials', () => {
    expect(text('.ansatz-name')).toBe('bowl <b>')
    expect(text('[role=status]')).toBe('running')
    expect(el.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('25.0')
    expect(text('dl')).toBe('Best0.01 (trial 3)')
    expect(el.querySelector('[role=tabpanel] [role=img]')?.getAttribute('aria-label')).toBe('History of "bowl"')
    expect(el.querySelector('[data-is=history]')).not.toBeNull()
    expect(text('caption')).toBe('Best trials')
    expect(text('tbody')).toBe('30.01')
  })

  it('follows every change of the state, and nothing after its view is gone', () => {
    model.set('head', { ...head, fraction: null, status: 'stopped', running: false })
    model.set('picture_history', { svg: null, text: 'No trial is complete yet.' })
    model.set('best', { title: 'Best trials', columns: ['Trial'], rows: [] })
    expect(text('[role=status]')).toBe('stopped')
    expect(el.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBeNull()
    expect(text('[role=tabpanel]')).toBe('No trial is complete yet.')
    expect(el.querySelector('.ansatz-best')?.hidden).toBe(true)
    expect(el.querySelector('.ansatz-stop')?.hidden).toBe(true)
    cleanup()
    expect(model.followed).toBe(0)
  })

  it('changes tabs by click and by arrow keys, tells the kernel, and keeps the keys from the notebook', () => {
    const keys: string[] = []
    window.document.body.addEventListener('keydown', () => keys.push('heard'))
    press('ArrowRight')
    expect(model.get('tab')).toBe('slice')
    expect(model.saves).toBe(1)
    expect(window.document.activeElement).toBe(tabs()[1])
    expect(tabs().map((tab) => [tab.getAttribute('aria-selected'), tab.getAttribute('tabindex')])).toEqual([
      ['false', '-1'],
      ['true', '0'],
    ])
    expect(text('[role=tabpanel]')).toBe('Drawing…')
    press('ArrowRight')
    expect(model.get('tab')).toBe('history')
    press('End')
    expect(model.get('tab')).toBe('slice')
    expect(keys).toEqual([])
    press('x')
    expect(keys).toEqual(['heard'])
    tabs()[0].click()
    expect(model.get('tab')).toBe('history')
    const panel = el.querySelector('[role=tabpanel]')
    expect(panel?.getAttribute('aria-labelledby')).toBe(tabs()[0].getAttribute('id'))
    expect(tabs()[0].getAttribute('aria-controls')).toBe(panel?.getAttribute('id'))
  })

  it('sends a stop once, and says that it is under way until the study has stopped', () => {
    const stop = el.querySelector('.ansatz-stop')!
    stop.click()
    stop.click()
    expect(model.sent).toEqual([{ kind: 'stop' }])
    expect(text('[role=status]')).toBe('stopping')
    expect(stop.disabled).toBe(true)
    model.set('head', { ...head, running: false, status: 'stopped' })
    model.set('head', head)
    expect(stop.textContent).toBe('Stop')
    expect(stop.disabled).toBe(false)
  })

  it('offers no stop for a study that cannot be stopped', () => {
    model.set('stoppable', false)
    expect(el.querySelector('.ansatz-stop')?.hidden).toBe(true)
  })
})
