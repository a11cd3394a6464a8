import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distributionFromJson, distributionToJson } from '../../../src/hpo/space/distribution-json.ts'
import {
  categoricalDistribution as categorical,
  floatDistribution as float,
  intDistribution as int,
} from '../../../src/hpo/space/distribution.ts'
import { distributions } from './arbitraries.ts'

/** What `optuna.distributions.distribution_to_json` of Optuna 4.9.0 printed for each. */
const fromOptuna = [
  [
    float('x', { low: 0, high: 10 }),
    '{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0, "high": 10.0, "log": false}}',
  ],
  [
    float('x', { low: 1e-5, high: 0.1, log: true }),
    '{"name": "FloatDistribution", "attributes": {"step": null, "low": 1e-05, "high": 0.1, "log": true}}',
  ],
  [
    float('x', { low: 0, high: 1, step: 0.25 }),
    '{"name": "FloatDistribution", "attributes": {"step": 0.25, "low": 0.0, "high": 1.0, "log": false}}',
  ],
  [
    float('x', { low: 1e-320, high: 1e300 }),
    '{"name": "FloatDistribution", "attributes": {"step": null, "low": 1e-320, "high": 1e+300, "log": false}}',
  ],
  [
    float('x', { low: 0.0001, high: 1e16 }),
    '{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0001, "high": 1e+16, "log": false}}',
  ],
  [
    float('x', { low: -123_456.789, high: 1e22 }),
    '{"name": "FloatDistribution", "attributes": {"step": null, "low": -123456.789, "high": 1e+22, "log": false}}',
  ],
  [
    float('x', { low: 0.000_12, high: 9_999_999_999_999_998 }),
    '{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.00012, "high": 9999999999999998.0, "log": false}}',
  ],
  [
    int('x', { low: 1, high: 1024, log: true }),
    '{"name": "IntDistribution", "attributes": {"log": true, "step": 1, "low": 1, "high": 1024}}',
  ],
  [
    int('x', { low: -5, high: 10, step: 4 }),
    '{"name": "IntDistribution", "attributes": {"log": false, "step": 4, "low": -5, "high": 7}}',
  ],
  [
    categorical('x', [null, true, false, 'é"\\\n\u007F😀/', 16, 0.5, 1e-5, -3]),
    String.raw`{"name": "CategoricalDistribution", "attributes": {"choices": [null, true, false, "\u00e9\"\\\n\u007f\ud83d\ude00/", 16, 0.5, 1e-05, -3]}}`,
  ],
  [
    categorical('x', [Number.NaN, Infinity, -Infinity, 'NaN Infinity "-Infinity']),
    String.raw`{"name": "CategoricalDistribution", "attributes": {"choices": [NaN, Infinity, -Infinity, "NaN Infinity \"-Infinity"]}}`,
  ],
] as const

describe('distributionToJson', () => {
  it.each(fromOptuna)('case %#: writes what Optuna writes, character for character', (distribution, text) => {
    expect(distributionToJson(distribution)).toBe(text)
  })
})

describe('distributionFromJson', () => {
  it.each(fromOptuna)('case %#: reads what Optuna wrote', (distribution, text) => {
    expect(distributionFromJson(text)).toEqual(distribution)
  })

  it('law: gives back what distributionToJson wrote', () => {
    fc.assert(
      fc.property(distributions, (d) => {
        expect(distributionFromJson(distributionToJson(d))).toEqual(d)
      }),
    )
  })

  it('reads and repeats every distribution of the golden Optuna 5 space', () => {
    const golden = new URL('../../golden/optuna-5.0.0.dev-golden.json', import.meta.url)
    const { parzen } = JSON.parse(readFileSync(golden, 'utf8')) as { parzen: { space: Record<string, unknown> } }
    const stored = Object.values(parzen.space)
    expect(stored).toHaveLength(7)
    for (const entry of stored) {
      const distribution = distributionFromJson(JSON.stringify(entry))
      expect(JSON.parse(distributionToJson(distribution))).toEqual(entry)
    }
    expect(distributionFromJson(JSON.stringify(parzen.space['lr']))).toEqual(
      float('lr', { low: 1e-5, high: 0.1, log: true }),
    )
    expect(distributionFromJson(JSON.stringify(parzen.space['ns']))).toEqual(int('ns', { low: 0, high: 10, step: 2 }))
  })

  it.each([
    ['{"name": "UniformDistribution", "attributes": {"low": 0.0, "high": 2.0}}', float('x', { low: 0, high: 2 })],
    [
      '{"name": "LogUniformDistribution", "attributes": {"low": 0.1, "high": 2.0}}',
      float('x', { low: 0.1, high: 2, log: true }),
    ],
    [
      '{"name": "DiscreteUniformDistribution", "attributes": {"low": 0, "high": 1, "q": 0.3}}',
      float('x', { low: 0, high: 0.9, step: 0.3 }),
    ],
    [
      '{"name": "IntUniformDistribution", "attributes": {"low": 1, "high": 9, "step": 2}}',
      int('x', { low: 1, high: 9, step: 2 }),
    ],
    ['{"name": "IntUniformDistribution", "attributes": {"low": 1, "high": 9}}', int('x', { low: 1, high: 9 })],
    [
      '{"name": "IntLogUniformDistribution", "attributes": {"low": 1, "high": 9, "step": 2}}',
      int('x', { low: 1, high: 9, log: true }),
    ],
    ['{"type": "float", "low": 0, "high": 1}', float('x', { low: 0, high: 1 })],
    ['{"type": "float", "low": 0, "high": 1, "step": 0.5}', float('x', { low: 0, high: 1, step: 0.5 })],
    ['{"type": "int", "low": 1, "high": 8, "log": true}', int('x', { low: 1, high: 8, log: true })],
    ['{"type": "categorical", "choices": ["a", null]}', categorical('x', ['a', null])],
  ])('reads the older or shorter form %s', (text, distribution) => {
    expect(distributionFromJson(text)).toEqual(distribution)
  })

  it('keeps choices that Optuna allows twice, because stored indices refer to them', () => {
    const text = '{"name": "CategoricalDistribution", "attributes": {"choices": [1, 1.0, 2]}}'
    expect(distributionFromJson(text)).toMatchObject({ choices: [1, 1, 2] })
  })

  it.each([
    ['not JSON', '{'],
    ['another class', '{"name": "NormalDistribution", "attributes": {}}'],
    ['no name', '{"low": 0}'],
    ['a list', '[]'],
    ['a missing bound', '{"name": "UniformDistribution", "attributes": {"low": 0}}'],
    ['a reversed range', '{"name": "UniformDistribution", "attributes": {"low": 3, "high": 1}}'],
    ['an infinite bound', '{"name": "UniformDistribution", "attributes": {"low": 0, "high": Infinity}}'],
    ['no choices', '{"type": "categorical", "choices": []}'],
    ['a list among the choices', '{"type": "categorical", "choices": [[1, 2]]}'],
  ])('refuses %s, naming the parameter and showing the text', (_, text) => {
    expect(() => distributionFromJson(text, 'lr')).toThrow(
      expect.objectContaining({
        code: 'space/bad-distribution-json',
        message: expect.stringMatching(/"lr".*cannot be read: .*It is /s) as string,
        details: expect.objectContaining({ text }) as object,
      }),
    )
  })
})
