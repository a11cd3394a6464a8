import { afterEach, describe, expect, it, vi } from 'vitest'
import { type DisplayHost, displaySymbol, provideDisplayHost } from '../../../src/base/display.ts'
import { InputError } from '../../../src/base/errors.ts'
import { display } from '../../../src/notebook/display/display.ts'
import { renderValue } from '../../../src/notebook/display/render-value.ts'

afterEach(() => {
  provideDisplayHost(null)
  vi.restoreAllMocks()
})

describe('display', () => {
  it('hands the rendered value to the notebook, with its display id', async () => {
    const calls: unknown[] = []
    provideDisplayHost({ display: (...call) => calls.push(call) })
    await display(6, { displayId: 'a', update: true })
    expect(calls).toEqual([[{ 'text/plain': '6' }, { displayId: 'a', update: true, metadata: {} }]])
  })

  it('lets a notebook that can keep the place of a value show it', async () => {
    const shown: unknown[] = []
    const host: DisplayHost = { display: () => shown.push('wrong'), show: async (value) => void shown.push(value) }
    provideDisplayHost(host)
    await display(6)
    expect(shown).toEqual([6])
  })

  it('writes the text to standard output where there is no notebook', async () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    await display({ loss: 0.5 })
    expect(write).toHaveBeenCalledWith('{ loss: 0.5 }\n')
  })
})

describe.each([
  ['html', 'text/html'],
  ['markdown', 'text/markdown'],
  ['latex', 'text/latex'],
  ['svg', 'image/svg+xml'],
] as const)('display.%s', (name, mime) => {
  it('marks a text or a template literal, and is shown as it', async () => {
    expect((await renderValue(display[name]('x'))).data).toEqual({ [mime]: 'x', 'text/plain': 'x' })
    expect((await renderValue(display[name]`a${1}b`)).data[mime]).toBe('a1b')
  })

  it('throws InputError display/bad-markup for what is no text', () => {
    expect(() => display[name](5 as unknown as string)).toThrow(InputError)
    expect(() => display[name](5 as unknown as string)).toThrow('got 5')
  })
})

describe('display.html', () => {
  it('escapes values, so that data cannot become markup', () => {
    expect(display.html`<b title="${'"'}">${'<i>&'}</b>`.content).toBe('<b title="&quot;">&lt;i&gt;&amp;</b>')
  })

  it('takes HTML and lists of it as they are', () => {
    const items = ['<', 'b'].map((item) => display.html`<li>${item}</li>`)
    expect(display.html`<ul>${items}</ul>`.content).toBe('<ul><li>&lt;</li><li>b</li></ul>')
  })

  it('does not take an object for HTML because it has a content', () => {
    expect(display.html`${{ content: '<script>' }}`.content).toBe('[object Object]')
  })
})

describe('display.latex', () => {
  it('keeps backslashes', () => {
    expect(display.latex`$\frac{1}{2}$`[displaySymbol]()).toMatchObject({ 'text/latex': String.raw`$\frac{1}{2}$` })
  })
})
