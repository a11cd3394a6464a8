import { describe, expect, expectTypeOf, it } from 'vitest'
import { displaySymbol } from '../../../src/base/display.ts'
import { input } from '../../../src/notebook/comms/input.ts'

describe('input, outside a notebook', () => {
  it('makes controls that are plain values', async () => {
    const lr = input.logSlider({ min: 1e-5, max: 1e-1, value: 1e-3, description: 'lr' })
    const seen: number[] = []
    const stop = lr.onChange((value) => seen.push(value))
    lr.value = 1e-2
    lr.value = 1e-2
    stop()
    lr.value = 1e-1
    expect([lr.value, seen]).toEqual([1e-1, [1e-2]])
    expect(lr[displaySymbol]()).toEqual({ 'text/plain': 'FloatLogSlider lr = 0.1' })
  })

  it('slider starts at the minimum and takes every number between its limits, and no other', () => {
    const slider = input.slider({ min: -1, max: 2 })
    expect(slider.value).toBe(-1)
    slider.value = 2
    for (const bad of [2.1, -1.1, NaN, Infinity, '1' as never]) {
      expect(() => (slider.value = bad)).toThrow(expect.objectContaining({ code: 'comms/bad-value' }))
    }
    expect(slider.value).toBe(2)
    slider.set({ max: 10 })
    slider.value = 7
    expect(slider.value).toBe(7)
  })

  it('slider moves in hundredths of its range unless a step is given', () => {
    expect(input.slider().model.state).toMatchObject({ step: 0.01, readout_format: '.2f' })
    expect(input.slider({ max: 100 }).model.state).toMatchObject({ step: 1, readout_format: '.2~f' })
    expect(input.slider({ max: 1e-3 }).model.state).toMatchObject({ step: 1e-5, readout_format: '.3g' })
    expect(input.rangeSlider({ max: 1e-3, step: 1e-4 }).model.state).toMatchObject({ step: 1e-4 })
  })

  it('logSlider holds exponents in its state and values in its options, also when they change', () => {
    const slider = input.logSlider({ min: 1e-4, max: 1, base: 10 })
    expect(slider.model.state).toMatchObject({ min: -4, max: 0, base: 10, value: 1e-4 })
    slider.set({ max: 100 })
    expect(slider.model.state).toMatchObject({ min: -4, max: 2 })
    slider.value = 100
    expect(() => (slider.value = 101)).toThrow('from 0.0001 to 100')
    expect(() => input.logSlider({ min: 0 })).toThrow(expect.objectContaining({ code: 'comms/bad-option' }))
    expect(input.logSlider({ base: 2, min: 1, max: 1024 }).model.state).toMatchObject({ min: 0, max: 10 })
  })

  it('intSlider and intText take whole numbers only', () => {
    expect(() => input.intSlider({ value: 1.5 })).toThrow('a whole number from 0 to 100')
    expect(() => input.intText({ value: 1.5 })).toThrow('a whole number')
    expect(input.intText({ value: -3 }).value).toBe(-3)
  })

  it('rangeSlider holds an interval, the smaller end first', () => {
    expect(input.rangeSlider().value).toEqual([0.25, 0.75])
    expect(input.intRangeSlider({ min: 1, max: 2 }).value).toEqual([2, 2])
    const range = input.intRangeSlider({ min: 0, max: 8, value: [2, 5] })
    expectTypeOf(range.value).toEqualTypeOf<readonly [number, number]>()
    expect(() => (range.value = [5, 2])).toThrow('the smaller first')
    expect(() => (range.value = [2, 9])).toThrow('from 0 to 8')
  })

  it('dropdown gives the value behind a label, of the exact type', () => {
    const adam = { beta: 0.9 }
    const sgd = { beta: 0 }
    const choice = input.dropdown({ options: { adam, sgd }, value: sgd })
    expectTypeOf(choice.value).toEqualTypeOf<{ beta: number }>()
    expect(choice.value).toBe(sgd)
    expect(choice.model.state).toMatchObject({ _options_labels: ['adam', 'sgd'], index: 1 })
    choice.value = adam
    expect(choice.model.state.index).toBe(0)
    expect(() => (choice.value = { beta: 0.9 })).toThrow('adam, sgd')
    const names = input.radio({ options: ['relu', 'tanh'] })
    expectTypeOf(names.value).toEqualTypeOf<'relu' | 'tanh'>()
    expect(names.value).toBe('relu')
    const widths = input.toggleButtons({
      options: new Map([
        ['16', 16],
        ['32', 32],
      ]),
    })
    expect(widths.value).toBe(16)
  })

  it('refuses options without labels of their own', () => {
    expect(() => input.select({ options: [] })).toThrow('no options')
    expect(() => input.select({ options: [1, '1'] })).toThrow('a label twice')
  })

  it('selectMultiple holds any number of options', () => {
    const several = input.selectMultiple({ options: ['a', 'b', 'c'], value: ['c', 'a'] })
    expect(several.value).toEqual(['c', 'a'])
    several.value = []
    expect(several.model.state.index).toEqual([])
  })

  it('checkbox, toggle and texts take values of their own type only', () => {
    expect(input.checkbox({ value: true }).value).toBe(true)
    expect(() => input.toggle({ value: 1 as never })).toThrow('true or false')
    expect(() => input.text({ value: 1 as never })).toThrow('a text')
  })

  it('refuses an option of another control by name', () => {
    expect(() => input.checkbox({ readout: true } as never)).toThrow(
      expect.objectContaining({ code: 'comms/unknown-option', message: expect.stringContaining('description') }),
    )
  })

  it('tells layout and style by reference', () => {
    const slider = input.slider({ layout: { width: '50%' }, style: { handleColor: 'red' } })
    expect(slider.model.state.layout).toMatch(/^IPY_MODEL_[\da-f-]{36}$/)
    expect(slider.model.state.style).not.toBe(slider.model.state.layout)
    expect(() => input.hbox([], { layout: { colour: 'red' } as never })).toThrow('Layout has no option "colour"')
  })

  it('gives a long description room, whatever the style says beside it', () => {
    const hasStyle = (control: { readonly model: { readonly state: object } }) => 'style' in control.model.state
    expect(hasStyle(input.slider({ description: 'rate' }))).toBe(false)
    expect(hasStyle(input.slider({ description: 'learning rate' }))).toBe(true)
    // A label has no description of its own to cut off.
    expect(hasStyle(input.button({ description: 'Train the network' }))).toBe(false)
  })

  it('combobox takes any text, intProgress whole numbers, and a stack shows the page of its index', () => {
    const unit = input.combobox({ options: ['tanh', 'sin'], placeholder: 'activation' })
    unit.value = 'gelu'
    expect(unit.model.state).toMatchObject({ value: 'gelu', options: ['tanh', 'sin'], placeholder: 'activation' })
    expect(() => (input.intProgress().value = 0.5)).toThrow('a whole number from 0 to 100')
    const stack = input.stack({ a: input.label(), b: input.label() })
    stack.set({ selectedIndex: 1 })
    expect(stack.model.state).toMatchObject({ selected_index: 1, titles: ['a', 'b'] })
  })

  it('boxes name their children, and pages their titles', () => {
    const a = input.slider()
    const tab = input.tab({ First: a, Second: input.vbox([input.label()]) })
    expect(tab.model.state).toMatchObject({ titles: ['First', 'Second'], selected_index: 0 })
    expect((tab.model.state.children as string[])[0]).toBe(`IPY_MODEL_${a.model.id}`)
    expect(() => input.hbox([3 as never])).toThrow('a child that is no widget')
  })

  it('output keeps what it shows, in the order of the calls', async () => {
    const output = input.output()
    output.print('a')
    output.print('b')
    await Promise.all([output.show(1), output.show({ [displaySymbol]: () => ({ 'text/html': '<b>2</b>' }) })])
    expect(output.outputs).toMatchObject([
      { output_type: 'stream', text: 'a\nb\n' },
      { output_type: 'display_data', data: { 'text/plain': '1' } },
      { output_type: 'display_data', data: { 'text/html': '<b>2</b>' } },
    ])
    output.clear()
    expect(output.outputs).toEqual([])
  })

  it('interact computes again when a control changes, and shows only the newest result', async () => {
    const n = input.intSlider({ value: 2 })
    let end = (): void => {}
    const slow = new Promise<void>((resolve) => (end = resolve))
    const view = input.interact({ n }, async (values) => {
      expectTypeOf(values).toEqualTypeOf<{ readonly n: number }>()
      if (values.n === 2) await slow
      return values.n ** 2
    })
    n.value = 3
    const area = view.children[1] as ReturnType<typeof input.output>
    await expect.poll(() => area.outputs).toMatchObject([{ data: { 'text/plain': '9' } }])
    end()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(area.outputs).toMatchObject([{ data: { 'text/plain': '9' } }])
  })
})
