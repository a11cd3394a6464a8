import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'

import { describe, expect, test } from 'vitest'

import { Namespaces } from '../../../src/notebook/session/namespaces.ts'

const constant = (name: string) => ({ name, constant: true, lexical: true, quick: false })
const variable = (name: string) => ({ name, constant: false, lexical: false, quick: false })

function isFast(object: object): boolean {
  setFlagsFromString('--allow-natives-syntax')
  try {
    return (new Script('(object) => %HasFastProperties(object)').runInThisContext() as (object: object) => boolean)(
      object,
    )
  } finally {
    setFlagsFromString('--no-allow-natives-syntax')
  }
}

describe('Namespaces', () => {
  test('the same cell id keeps its namespace, null never does', () => {
    const all = new Namespaces([])
    expect(all.cellNumber('a')).toBe(all.cellNumber('a'))
    expect(all.cellNumber(null)).not.toBe(all.cellNumber(null))
  })

  test('link tells owner, environment, global and nowhere apart, the owner first', () => {
    const all = new Namespaces(['require'])
    const cell = all.cellNumber('a')
    all.claim(cell, [constant('fetch')])
    expect(all.link('fetch')).toEqual({ from: 'cell', cell, constant: true })
    expect(all.link('require')).toEqual({ from: 'environment' })
    expect(all.link('Math')).toEqual({ from: 'global' })
    expect(all.link('hasOwnPropertyX')).toEqual({ from: 'nowhere' })
  })

  test('a name throws until it is set; then it is a plain property, and nothing of its refusal is left', () => {
    const all = new Namespaces([])
    const cell = all.cellNumber('a')
    all.claim(cell, [constant('early')])
    const space = all.space(cell)
    expect(() => space.early).toThrow('early')
    space.early = 1
    expect(Object.getOwnPropertyDescriptor(space, 'early')).toMatchObject({ value: 1, writable: true })
    expect(Object.getOwnPropertyNames(Object.getPrototypeOf(space))).toEqual([])
    expect(isFast(space)).toBe(true)
  })

  test('older namespaces follow the newest owner through any number of redefinitions', () => {
    const all = new Namespaces([])
    const cells = ['a', 'b', 'c'].map((id) => all.cellNumber(id))
    const spaces = cells.map((cell) => all.space(cell))
    for (const order of [0, 1, 2, 0, 2, 1, 0]) {
      all.claim(cells[order], [variable('x')])
      spaces[order].x = order
      expect(spaces.map((space) => space.x)).toEqual(
        spaces.map((space, i) => (i > 0 && !('x' in space) ? undefined : order)),
      )
    }
    spaces[2].x = 'written'
    expect(spaces.map((space) => space.x)).toEqual(['written', 'written', 'written'])
  })

  test('a const, let or class cannot be read before it has a value, and is a plain, fast property from then on', () => {
    const all = new Namespaces([])
    const [first, second] = [all.cellNumber('a'), all.cellNumber('b')]
    all.claim(first, [constant('x'), variable('v')])
    const early = "Cannot access 'x' before initialization"
    expect(() => all.space(first).x).toThrow(new ReferenceError(early))
    expect(() => all.typeOf('x')).toThrow(early)
    expect(all.space(first).v).toBeUndefined()
    all.claim(second, [constant('x')])
    expect(() => all.space(first).x).toThrow(early)
    all.space(second).x = 1
    expect([all.space(first).x, all.space(second).x]).toEqual([1, 1])
    expect(Object.getOwnPropertyDescriptor(all.space(second), 'x')).toMatchObject({ value: 1, writable: true })
    expect(isFast(all.space(second))).toBe(true)
  })

  test('a claimed name keeps its value until the new definition runs', () => {
    const all = new Namespaces([])
    const [first, second] = [all.cellNumber('a'), all.cellNumber('b')]
    all.claim(first, [variable('x')])
    all.space(first).x = 1
    all.claim(second, [variable('x')])
    expect([all.space(first).x, all.space(second).x]).toEqual([1, 1])
  })

  test('V8 keeps namespaces in fast mode, also after a redefinition', () => {
    const all = new Namespaces([])
    const [first, second] = [all.cellNumber('a'), all.cellNumber('b')]
    const names = ['x', 'y', 'z'].map(variable)
    for (const cell of [first, second, first]) {
      all.claim(cell, names)
      Object.assign(all.space(cell), { x: 1, y: 2, z: 3 })
      expect([isFast(all.space(first)), isFast(all.space(second))]).toEqual([true, true])
    }
    expect(isFast(Object.create(null) as object)).toBe(false)
  })

  test('late names find what a later cell defines, then the global object, else throw', () => {
    const all = new Namespaces([])
    const late = all.lateNames(['x', 'Math', 'none', 'k']) as Record<string, unknown>
    expect(() => late.x).toThrow(new ReferenceError('x is not defined'))
    expect(late.Math).toBe(Math)
    const cell = all.cellNumber('a')
    all.claim(cell, [variable('x'), constant('k')])
    late.x = 5
    expect([late.x, all.typeOf('x'), all.typeOf('none')]).toEqual([5, 'number', 'undefined'])
    expect(() => (late.k = 1)).toThrow(new TypeError('Assignment to constant variable.'))
    expect(() => (late.none = 1)).toThrow(new ReferenceError('none is not defined'))
  })
})
