import { describe, expect, expectTypeOf, test } from 'vitest'
import type { Pruner } from '../../../src/hpo/core/pruner.ts'
import type { MedianOptions } from '../../../src/hpo/pruners/median.ts'
import type { PatientOptions } from '../../../src/hpo/pruners/patient.ts'
import {
  type PrunerName,
  type PrunerOptions,
  prunerRegistry,
  pruners,
  resolvePruner,
} from '../../../src/hpo/pruners/registry.ts'

test('`pruners.median(options)` is plain data, made without loading the pruner', () => {
  expect(pruners.median({ nWarmupSteps: 3 })).toEqual({ name: 'median', options: { nWarmupSteps: 3 } })
  expect(pruners.none()).toEqual({ name: 'none' })
})

test('names and options are typed from the registry', () => {
  expectTypeOf<PrunerName>().toEqualTypeOf<
    | 'none'
    | 'median'
    | 'percentile'
    | 'patient'
    | 'threshold'
    | 'successiveHalving'
    | 'hyperband'
    | 'wilcoxon'
    | 'evaluationPoints'
  >()
  expectTypeOf<PrunerOptions<'patient'>>().toEqualTypeOf<PatientOptions>()
  expectTypeOf<PrunerOptions<'median'>>().toEqualTypeOf<MedianOptions>()
  // @ts-expect-error a misspelt option does not compile
  pruners.median({ nWarmup: 3 })
})

describe('resolvePruner', () => {
  test('makes the pruner of a choice or a name', async () => {
    expect((await resolvePruner(pruners.median({ nStartupTrials: 2 }))).name).toBe('median')
    expect((await resolvePruner('none')).name).toBe('none')
  })

  test('takes a pruner object as it is', async () => {
    const own: Pruner = { name: 'always', shouldPrune: () => true }
    expect(await resolvePruner(own)).toBe(own)
  })

  test('refuses an unknown name and names the pruners', async () => {
    await expect(resolvePruner('noSuch' as never)).rejects.toMatchObject({
      name: 'InputError',
      code: 'pruner/unknown',
      details: { value: 'noSuch', known: Object.keys(prunerRegistry) },
    })
  })
})
