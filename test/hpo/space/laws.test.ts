import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { decode } from '../../../src/hpo/space/decode.ts'
import { contains } from '../../../src/hpo/space/distribution.ts'
import type { Params } from '../../../src/hpo/space/distribution.ts'
import { draw } from '../../../src/hpo/space/draw.ts'
import { encode, encodeDefaults } from '../../../src/hpo/space/encode.ts'
import { activeSpace, flatSpace, leavesOf } from '../../../src/hpo/space/flat-space.ts'
import { spaceFromJSON } from '../../../src/hpo/space/space-from-json.ts'
import type { Space } from '../../../src/hpo/space/space.ts'
import { randomSuggester, spaces } from './arbitraries.ts'

function drawn(space: Space<unknown>, seed: number): { value: unknown; flat: Params } {
  const flat: Record<string, never> = {}
  return { value: draw(space, randomSuggester(createRng(seed), flat)), flat }
}

/** The law, on many spaces of all kinds and a draw from each. */
function law(hold: (space: Space<unknown>, seed: number) => void): void {
  fc.assert(fc.property(spaces, fc.integer(), hold), { numRuns: 200 })
}

/** Equal, except that ratios of loss weights and cuts of a simplex come back through divisions. */
function expectSameFlat(space: Space<unknown>, actual: Params, expected: Params): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected))
  const parts = new Map(leavesOf(space).map((leaf) => [leaf.name, leaf.part?.kind]))
  for (const [name, value] of Object.entries(expected)) {
    const part = parts.get(name)
    if (part === 'lossWeights') expect(Math.abs((actual[name] as number) / (value as number) - 1)).toBeLessThan(1e-12)
    else if (part === 'simplex') expect(Math.abs((actual[name] as number) - (value as number))).toBeLessThan(1e-9)
    else expect(actual[name]).toEqual(value)
  }
}

describe('laws of every space', () => {
  it('draw asks for the leaves, each inside its distribution and exactly when its choices were made', () => {
    law((space, seed) => {
      const { flat } = drawn(space, seed)
      const active = activeSpace(space, flat)
      expect(Object.keys(flat)).toEqual([...active.keys()])
      for (const [name, distribution] of active) expect(contains(distribution, flat[name])).toBe(true)
    })
  })

  it('flatSpace holds the leaves that every draw asks for', () => {
    law((space, seed) => {
      const { flat } = drawn(space, seed)
      for (const name of flatSpace(space).keys()) expect(flat).toHaveProperty([name])
      expect(flatSpace(space).size).toBe(leavesOf(space).filter((leaf) => leaf.when.length === 0).length)
    })
  })

  it('encode is the inverse of draw', () => {
    law((space, seed) => {
      const { value, flat } = drawn(space, seed)
      expectSameFlat(space, encode(space, value as object), flat)
    })
  })

  it('decode gives the value that was drawn', () => {
    law((space, seed) => {
      const { value, flat } = drawn(space, seed)
      expect(decode(space, flat)).toEqual(value)
    })
  })

  it('zod and parse accept every draw unchanged', () => {
    law((space, seed) => {
      const { value } = drawn(space, seed)
      expect(space.zod().safeParse(value)).toEqual({ success: true, data: value })
      expect(space.parse(value)).toEqual(value)
    })
  })

  it('parse refuses a draw with a field too many', () => {
    law((space, seed) => {
      const { value } = drawn(space, seed)
      expect(() => space.parse({ ...(value as object), UNKNOWN: 1 })).toThrow(/UNKNOWN/)
    })
  })

  it('spaceFromJSON(toJSON) is the same space: same JSON, same leaves, same draws from the same stream', () => {
    law((space, seed) => {
      const text = JSON.stringify(space)
      const again = spaceFromJSON(JSON.parse(text))
      expect(JSON.stringify(again)).toBe(text)
      expect(leavesOf(again)).toEqual(leavesOf(space))
      expect(drawn(again, seed)).toEqual(drawn(space, seed))
    })
  })

  it('encodeDefaults gives parameters inside their distributions', () => {
    law((space) => {
      const flat = encodeDefaults(space)
      const active = activeSpace(space, flat)
      for (const [name, value] of Object.entries(flat)) expect(contains(active.get(name)!, value)).toBe(true)
    })
  })
})
