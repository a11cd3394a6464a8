import { describe, expect, it } from 'vitest'
import { displaySymbol } from '../../../src/base/display.ts'
import { renderValue } from '../../../src/notebook/display/render-value.ts'

const textOf = async (value: unknown): Promise<unknown> => (await renderValue(value)).data['text/plain']
const vegaLite = (version: string, more: object = {}): object => ({
  $schema: `https://vega.github.io/schema/vega-lite/${version}.json`,
  data: { values: [{ a: 1, b: 2 }] },
  mark: 'point',
  encoding: { x: { field: 'a', type: 'quantitative' } },
  ...more,
})

describe('renderValue', () => {
  it.each([
    [6, '6'],
    ['six', "'six'"],
    [null, 'null'],
    [undefined, 'undefined'],
    [10n, '10n'],
    [-0, '-0'],
    [[1, 'a'], "[ 1, 'a' ]"],
    [{ loss: 0.5 }, '{ loss: 0.5 }'],
    [new Map([['lr', 0.1]]), "Map(1) { 'lr' => 0.1 }"],
    [new Float64Array([1, 2]), 'Float64Array(2) [ 1, 2 ]'],
    [Symbol('s'), 'Symbol(s)'],
  ])('shows %o as node would, without colours', async (value, text) => {
    expect(await renderValue(value)).toEqual({ data: { 'text/plain': text }, metadata: {} })
  })

  it.each([
    ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 7]],
    ['image/jpeg', [0xff, 0xd8, 0xff, 0xe0]],
    ['image/gif', [...Buffer.from('GIF89a')]],
  ])('shows the bytes of an image file as %s', async (mime, bytes) => {
    const base64 = Buffer.from(bytes).toString('base64')
    // A view into a larger buffer, as files are read.
    const view = Uint8Array.from([0, ...bytes, 0]).subarray(1, -1)
    for (const value of [Buffer.from(bytes), view]) {
      expect((await renderValue(value)).data).toEqual({ [mime]: base64, 'text/plain': await textOf(value) })
    }
    expect(Object.keys((await renderValue(Uint8Array.from(bytes.slice(0, 2)))).data)).toEqual(['text/plain'])
    expect(Object.keys((await renderValue(bytes)).data)).toEqual(['text/plain'])
  })

  it('shows an error with its stack', async () => {
    expect(await textOf(new TypeError('no'))).toMatch(/^TypeError: no\n {4}at /)
  })

  it('removes terminal colours that a value brings along', async () => {
    const colourful = { [Symbol.for('nodejs.util.inspect.custom')]: () => '\u001B[31mred\u001B[39m' }
    expect(await textOf(colourful)).toBe('red')
  })

  it('shows a tensor by its numbers, shape and type', async () => {
    const tensor = { dtype: 'float32', shape: [2], dataSync: () => [1, 2], toString: () => 'Tensor\n    [1, 2]' }
    expect(await textOf(tensor)).toBe('Tensor\n    [1, 2]\nshape [2], float32')
  })

  it('shows a timer by its time, and an object that only has its name as it is', async () => {
    const timer = setTimeout(() => {}, 1500)
    expect(await textOf(timer)).toBe('Timeout (1500 ms)')
    clearTimeout(timer)
    class Timeout {
      readonly after = 3
    }
    expect(await textOf(new Timeout())).toBe('Timeout { after: 3 }')
  })

  it('shows a disposed tensor instead of failing', async () => {
    const dispose = (): never => {
      throw new Error('Tensor is disposed.')
    }
    expect(await textOf({ dtype: 'float32', shape: [2], dataSync: dispose, toString: dispose })).toContain(
      "dtype: 'float32'",
    )
  })

  it.each([
    ['at once', () => ({ 'text/html': '<b>1</b>' })],
    ['later', () => Promise.resolve({ 'text/html': '<b>1</b>' })],
  ])('uses the bundle that a value gives %s', async (_when, show) => {
    expect((await renderValue({ [displaySymbol]: show })).data).toEqual({ 'text/html': '<b>1</b>' })
  })

  it('asks functions and classes too', async () => {
    const shown = Object.assign(() => 0, { [displaySymbol]: () => ({ 'text/plain': 'a function' }) })
    expect(await textOf(shown)).toBe('a function')
  })

  it('sends bytes as base64', async () => {
    const { data } = await renderValue({ [displaySymbol]: () => ({ 'image/png': new Uint8Array([137, 80, 78, 71]) }) })
    expect(data).toEqual({ 'image/png': 'iVBORw==' })
  })

  it.each([
    ['throws', () => JSON.parse('{'), 'SyntaxError'],
    ['rejects', () => Promise.reject(new Error('too late')), 'Error: too late'],
    ['throws no error', () => Promise.reject('just text'), '"just text"'],
    ['gives a text', () => 'no bundle', '"no bundle"'],
    ['gives nothing', () => undefined, 'undefined'],
    ['gives what cannot be sent', () => ({ 'application/json': { big: 1n } }), 'BigInt'],
    ['gives other keys', () => ({ html: '<b>' }), '{"html":"<b>"}'],
  ])('falls back to text with the reason when the display of a value %s', async (_what, show, reason) => {
    const text = await textOf({ loss: 0.5, [displaySymbol]: show })
    expect(text).toContain('loss: 0.5')
    expect(text).toMatch(/\n\(its own display (?:failed|gave)/)
    expect(text).toContain(reason)
  })

  it.each([
    [
      'a getter',
      {
        get a() {
          throw new Error('no')
        },
      },
    ],
    [
      'inspect',
      {
        [Symbol.for('nodejs.util.inspect.custom')]: () => {
          throw new Error('no')
        },
      },
    ],
    [
      'every trap',
      new Proxy(
        {},
        new Proxy(
          {},
          {
            get: () => () => {
              throw new Error('no')
            },
          },
        ),
      ),
    ],
  ])('survives a value whose %s throws', async (_what, value) => {
    expect(typeof (await textOf(value))).toBe('string')
  })

  it('survives a revoked proxy', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(typeof (await textOf(proxy))).toBe('string')
  })

  it('cuts a huge value and says so', async () => {
    const text = await textOf(Array.from({ length: 90 }, () => 'x'.repeat(5000)))
    expect(text).toMatch(/\n… \(20,000 of \d{3},\d{3} characters shown\)$/)
    expect(String(text).length).toBeLessThan(20_100)
    expect(await textOf(new Float64Array(1e6))).toContain('999900 more items')
  })

  it('shows an element as its HTML, an SVG element as an image', async () => {
    expect((await renderValue({ outerHTML: '<p>1</p>' })).data).toMatchObject({ 'text/html': '<p>1</p>' })
    expect((await renderValue({ outerHTML: '<svg></svg>' })).data).toMatchObject({ 'image/svg+xml': '<svg></svg>' })
  })

  it('draws a Vega-Lite specification in three formats, with hints for the frontend', async () => {
    const { data, metadata } = await renderValue(vegaLite('v5', { title: 'Loss' }))
    expect(Object.keys(data)).toEqual(['application/vnd.vegalite.v5+json', 'image/svg+xml', 'text/plain'])
    expect(data['text/plain']).toBe('Vega-Lite chart: Loss')
    expect(data['image/svg+xml']).toContain('Loss')
    expect(metadata).toHaveProperty(['application/vnd.vegalite.v5+json', 'embed_options'])
  })

  it.each([
    ['v4.17.0', 'application/vnd.vegalite.v4+json', 'vega-lite/v4.json'],
    ['v5.23.0', 'application/vnd.vegalite.v5+json', 'vega-lite/v5.json'],
    ['v6', 'application/vnd.vegalite.v5+json', 'vega-lite/v5.json'],
  ])('gives a Vega-Lite %s specification the MIME type that frontends draw', async (version, mime, schema) => {
    const { data } = await renderValue(vegaLite(version))
    expect(data[mime]).toMatchObject({ $schema: `https://vega.github.io/schema/${schema}` })
  })

  it('draws a Vega specification', async () => {
    const spec = {
      $schema: 'https://vega.github.io/schema/vega/v6.json',
      width: 20,
      height: 20,
      marks: [{ type: 'rect' }],
    }
    const { data } = await renderValue(spec)
    expect(data).toHaveProperty(['application/vnd.vega.v5+json'])
    expect(data['image/svg+xml']).toMatch(/^<svg/)
  })

  it('draws what a chart builder makes with toSpec', async () => {
    const { data } = await renderValue({ toSpec: () => vegaLite('v5') })
    expect(data['image/svg+xml']).toMatch(/^<svg/)
  })

  it('makes a specification plain: typed arrays become lists, and the value of the user stays as it was', async () => {
    const spec = vegaLite('v5', { data: { values: new Float32Array([1, 2]) }, encoding: {} })
    const before = structuredClone(spec)
    const { data } = await renderValue(spec)
    expect(data['application/vnd.vegalite.v5+json']).toMatchObject({ data: { values: [1, 2] } })
    expect(spec).toEqual(before)
  })

  it('keeps a chart that cannot be drawn here, and says why in the text', async () => {
    const { data } = await renderValue(vegaLite('v5', { mark: 'no-such-mark' }))
    expect(Object.keys(data)).toEqual(['application/vnd.vegalite.v5+json', 'text/plain'])
    expect(data['text/plain']).toMatch(/\(no still picture: Vega refuses the specification: \w*Error: /)
  })

  it('does not fetch data from the network for the still picture', async () => {
    const { data } = await renderValue(vegaLite('v5', { data: { url: 'https://example.org/data.csv' } }))
    expect(data).not.toHaveProperty(['image/svg+xml'])
    expect(data['text/plain']).toContain('https://example.org/data.csv')
  })

  it('shows a specification with a cycle as text', async () => {
    const spec: Record<string, unknown> = { ...vegaLite('v5') }
    spec.self = spec
    expect(await textOf(spec)).toContain('circular')
  })

  it('shows an object with another $schema as text', async () => {
    expect(await textOf({ $schema: 'https://json-schema.org/draft/2020-12/schema' })).toContain('json-schema.org')
  })
})
