import { Session } from 'node:inspector/promises'
import { afterAll, expect, test } from 'vitest'
import { describeValue, lengthOf } from '../../../src/notebook/debugger/describe-value.ts'

// What V8 itself says of values, in one line.

const session = new Session()
session.connect()
afterAll(() => session.disconnect())

async function valueOf(expression: string): ReturnType<typeof evaluate> {
  return evaluate(`(${expression})`)
}

async function evaluate(expression: string) {
  return (await session.post('Runtime.evaluate', { expression, generatePreview: true })).result
}

test.each([
  ['1.5', '1.5'],
  ['-0', '-0'],
  ['NaN', 'NaN'],
  ['10n', '10n'],
  ['"a\\nb"', String.raw`"a\nb"`],
  ['undefined', 'undefined'],
  ['null', 'null'],
  ['true', 'true'],
  ['Symbol("s")', 'Symbol(s)'],
  ['function named() {}', 'ƒ named()'],
  ['async (x) => x', 'ƒ ()'],
  ['class A extends Map {}', 'class A'],
  ['{}', '{}'],
  ['{ a: 1, b: { c: 2 }, get d() { return 1 } }', '{a: 1, b: Object, d: (…)}'],
  ['[1, "x", [2]]', '(3) [1, "x", Array(1)]'],
  ['new Float32Array([1, 2])', 'Float32Array(2) [1, 2]'],
  ['new Map([["k", { a: 1 }]])', 'Map(1) {"k" => {a: 1}}'],
  ['new Set([1])', 'Set(1) {1}'],
  ['new (class Point { x = 1 })()', 'Point {x: 1}'],
  ['new Error("broken")', 'Error: broken'],
  ['/x/g', '/x/g'],
  ['Object.assign([1], { extra: 2 })', '(1) [1, extra: 2]'],
])('%s is shown as %s', async (expression, shown) => {
  expect(describeValue(await valueOf(expression))).toBe(shown)
})

test('a long text is cut', async () => {
  expect(describeValue(await valueOf('"x".repeat(5000)'))).toHaveLength(1001)
})

test('lengthOf knows arrays', async () => {
  expect(lengthOf(await valueOf('new Array(5000)'))).toBe(5000)
  expect(lengthOf(await valueOf('{ length: 3 }'))).toBeNull()
})
