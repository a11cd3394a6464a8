import { describe, expect, it, test } from 'vitest'
import type { LiveValue } from '../../../src/notebook/ipc/live-messages.ts'
import { isInCode } from '../../../src/notebook/kernel/is-in-code.ts'
import { quickCompletion, quickInspection, type QuickSources } from '../../../src/notebook/kernel/quick-answers.ts'
import { liveValue } from '../../../src/notebook/session/live-value.ts'

class Net {
  layers = [{ width: 32 }]
  static of = 1
  forward(x: number): number {
    return x
  }
  get depth(): number {
    throw new Error('asked')
  }
}
const notebook = {
  net: new Net(),
  Net,
  text: 'a',
  table: { 'a b': { rows: 3 }, 'no-name': 1 },
  guarded: new Proxy({ secret: 1 }, { ownKeys: () => expect.fail('asked'), get: () => expect.fail('asked') }),
  twice: (by: number) => 2 * by,
}
const sources: QuickSources = {
  names: Object.keys(notebook),
  look: (path) => Promise.resolve<LiveValue | null>(liveValue([notebook, globalThis], path)),
}

async function names(marked: string): Promise<readonly string[]> {
  const offset = marked.indexOf('|')
  const { items } = await quickCompletion(marked.replace('|', ''), offset, sources)
  return items.map(({ text }) => text)
}

describe('without TypeScript', () => {
  it.each([
    ['net.|', ['layers', 'forward', 'depth']],
    ['net.for|', ['forward']],
    ['const a = await net?.la|\nb', ['layers']],
    ['net.layers[0].|', ['width']],
    ["table['a b'].|", ['rows']],
    ['table.|', []],
    ['Net.|', ['of', 'apply', 'bind', 'call', 'toString']],
    ['text.toUpp|', ['toUpperCase']],
    ['Math.sqr|', ['sqrt', 'SQRT1_2', 'SQRT2']],
    // What only running code would tell.
    ['net.depth.|', []],
    ['net.forward(1).|', []],
    ['guarded.|', []],
    ['nobody.|', []],
    ['[...ne|', ['Net', 'net', 'new']],
    // The newest name first, then the globals and words.
    ['const newest = 1; ne|', ['newest', 'Net', 'net', 'new']],
    ['const { one: width, other = 3 } = net; wid|', ['width']],
    ['"ne|', []],
    ['// ne|', []],
    ['`a ${ne|} b`', ['Net', 'net', 'new']],
  ])('%s', async (marked, expected) => expect(await names(marked)).toEqual(expected))

  it('tells what a value is', async () => {
    const about = async (code: string) => (await quickInspection(code, 1, sources))?.plain ?? null
    expect(await about('net')).toBe('net: Net')
    expect(await about('Net')).toBe('class Net')
    expect(await about('twice(3)')).toBe('function twice(by)')
    expect(await about('nobody')).toBe(null)
    expect(await about('"net"')).toBe(null)
  })
})

test.each([
  ['|', true],
  ["'|", false],
  ["'a'|", true],
  ["'a\\'|b'", false],
  ["'open\n|", true],
  ['a // b|', false],
  ['a // b\n|', true],
  ['/* | */', false],
  ['/* */|', true],
  ['/* open|', false],
  ['`|', false],
  ['`a|b`', false],
  ['`a`|', true],
  ['`${|', true],
  ['`${a}|', false],
  ['`${ {a: 1}|.a }`', true],
  ['`${ {a: `${1}|`} }`', false],
  ['`${ {a: `${1}`}| }`', true],
  ['`${ "}|" }`', false],
  ['`\\${|`', false],
  ['a / b|', true],
])('whether the place in %s is code: %s', (marked, expected) => {
  expect(isInCode(marked.replace('|', ''), marked.indexOf('|'))).toBe(expected)
})
