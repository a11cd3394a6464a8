import { describe, expect, it } from 'vitest'
import type { ParamValue } from '../../../src/hpo/space/distribution.ts'
import { suggesterFrom } from '../../../src/hpo/space/suggester.ts'
import { fails } from './fails.ts'

describe('suggesterFrom', () => {
  const fives = suggesterFrom((): ParamValue => 5)

  it('validates each request before it asks', () => {
    expect(fives.float('x', 0, 10)).toBe(5)
    fails(() => fives.float('x', 1, 0), 'space/bad-range', '"x"')
    fails(() => fives.float('x', 0, 1, { log: true }), 'space/bad-log-range', '"x"')
    fails(() => fives.int('n', 0, 1.5), 'space/not-whole', '"n"')
    fails(() => fives.categorical('c', []), 'space/empty-choice', '"c"')
    fails(() => fives.categorical('', ['a']), 'space/bad-name')
  })

  it('passes on what was asked', () => {
    const seen: unknown[] = []
    const suggester = suggesterFrom((name, distribution) => {
      seen.push([name, distribution])
      return 1
    })
    suggester.int('n', 1, 8, { log: true })
    suggester.float('x', 0, 1, { step: 0.5 })
    expect(seen).toEqual([
      ['n', { kind: 'int', low: 1, high: 8, log: true, step: 1 }],
      ['x', { kind: 'float', low: 0, high: 1, log: false, step: 0.5 }],
    ])
  })
})
