import { describe, expect, test } from 'vitest'
import { prunerParts, prunerRegistry, resolvePruner } from '../../../src/hpo/pruners/registry.ts'

describe('options that cannot be used are refused, with what is allowed', () => {
  test.each([
    ['percentile', { percentile: 101 }, 'percentile', /0 to 100/],
    ['percentile', { nStartupTrials: -1 }, 'nStartupTrials', /at least 0/],
    ['patient', { patience: 1.5 }, 'patience', /whole number/],
    ['patient', { minDelta: -1 }, 'minDelta', /at least 0/],
    ['patient', { wrapped: 7 }, 'wrapped', /pruner/],
    ['threshold', {}, 'upper', /"lower"/],
    ['threshold', { lower: 2, upper: 1 }, 'lower', /not above "upper"/],
    ['threshold', { lower: Number.NaN }, 'lower', /number/],
    ['successiveHalving', { reductionFactor: 1 }, 'reductionFactor', /at least 2/],
    ['successiveHalving', { minResource: 0 }, 'minResource', /"auto"/],
    ['successiveHalving', { bootstrapCount: 1 }, 'bootstrapCount', /"auto"/],
    ['hyperband', { minResource: 5, maxResource: 4 }, 'maxResource', /not below/],
    ['hyperband', { bootstrapCount: 1 }, 'bootstrapCount', /"auto"/],
    ['wilcoxon', { pThreshold: 2 }, 'pThreshold', /0 to 1/],
    ['evaluationPoints', { points: 0 }, 'points', /at least 1/],
  ] as const)('%s(%j)', async (...[name, options, option, allowed]) => {
    const { definition } = await prunerRegistry[name]()
    const make = async (): Promise<unknown> => definition.create(options as never, prunerParts)
    await expect(make()).rejects.toMatchObject({ code: 'pruner/bad-option', details: { pruner: name, option } })
    await expect(make()).rejects.toThrow(allowed)
  })

  test('a pruner inside another is checked too', async () => {
    const wrapped = { name: 'median', options: { nStartup: 1 } } as never
    const choice = { name: 'patient' as const, options: { wrapped } }
    await expect(resolvePruner(choice)).rejects.toMatchObject({ code: 'pruner/unknown-option' })
  })
})
