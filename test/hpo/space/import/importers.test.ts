import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import { draw } from '../../../../src/hpo/space/draw.ts'
import { leavesOf } from '../../../../src/hpo/space/flat-space.ts'
import { spaceFromConfigSpace } from '../../../../src/hpo/space/import/space-from-config-space.ts'
import { spaceFromOptuna } from '../../../../src/hpo/space/import/space-from-optuna.ts'
import { spaceFromRayTune } from '../../../../src/hpo/space/import/space-from-ray-tune.ts'
import { spaceFromTuples } from '../../../../src/hpo/space/import/space-from-tuples.ts'
import { spaceFromWandb } from '../../../../src/hpo/space/import/space-from-wandb.ts'
import type { Space } from '../../../../src/hpo/space/space.ts'
import { unmetBy } from '../../../../src/hpo/space/unmet.ts'
import { randomSuggester } from '../arbitraries.ts'
import { fails } from '../fails.ts'

// A description in another tool's words and the space that it becomes. Run with ANSATZ_GOLDEN=1 to rewrite the spaces
// after a change on purpose.
const rewrite = process.env.ANSATZ_GOLDEN === '1'

const importers: readonly (readonly [string, (json: never) => Space<unknown>])[] = [
  ['tuples', spaceFromTuples],
  ['optuna', spaceFromOptuna],
  ['ray-tune', spaceFromRayTune],
  ['wandb', spaceFromWandb],
  ['config-space', spaceFromConfigSpace],
]

interface Golden {
  readonly from: never
  readonly space: unknown
}

function golden(name: string): { readonly file: URL; readonly read: Golden } {
  const file = new URL(`../../../golden/import/${name}.json`, import.meta.url)
  return { file, read: JSON.parse(readFileSync(file, 'utf8')) as Golden }
}

test.each(importers)('%s gives the space that it always has', (name, load) => {
  const { file, read } = golden(name)
  const space = load(read.from)
  if (rewrite) writeFileSync(file, `${JSON.stringify({ ...read, space: space.toJSON() }, null, 2)}\n`)
  expect(JSON.parse(JSON.stringify(space))).toEqual(golden(name).read.space)
  const value = draw(space, randomSuggester(createRng(name)))
  expect(unmetBy(space, {})).toEqual([])
  expect(typeof value).toBe('object')
})

describe('spaceFromTuples', () => {
  it('makes branches of "when", in any order', () => {
    const s = spaceFromTuples({
      C: ['float', 0.1, 10, 'log', 'when', 'kernel', 'rbf'],
      kernel: ['categorical', ['rbf', 'linear'], 'when', 'algorithm', 'svm'],
      algorithm: ['categorical', ['svm', 'knn']],
    })
    expect(leavesOf(s).map(({ name, when }) => [name, when.map((one) => one.value)])).toEqual([
      ['algorithm', []],
      ['kernel', ['svm']],
      ['C', ['svm', 'rbf']],
    ])
  })

  it('names everything that it cannot read', () => {
    fails(
      () =>
        spaceFromTuples({
          a: ['float', 1],
          b: ['normal', 0, 1],
          c: ['int', 1, 2, 'when', 'z', 1],
          d: ['categorical', 'x'],
          e: ['float', 0, 1, 'log'],
          f: 'float' as never,
        }),
      'space/cannot-import',
      'a: it is ["float",1]',
      'b: it is',
      'd: the choices are "x"',
      'e: float(0, 1) has a logarithmic scale',
      'and 1 more',
    )
    fails(() => spaceFromTuples({ c: ['int', 1, 2, 'when', 'z', 1] }), 'space/cannot-import', 'c: it depends on "z"')
    fails(() => spaceFromTuples(null as never), 'space/cannot-import')
  })
})

describe('spaceFromOptuna', () => {
  it('reads distributions by name, and refuses what cannot be one parameter', () => {
    const float = { name: 'FloatDistribution', attributes: { step: null, low: 0, high: 1, log: false } }
    expect(leavesOf(spaceFromOptuna({ x: float }))[0].distribution).toMatchObject({ low: 0, high: 1 })
    const int = { name: 'IntDistribution', attributes: { step: 1, low: 0, high: 1, log: false } }
    const mixed = { trials: [{ distributions: { x: float } }, { distributions: { x: int } }] }
    fails(() => spaceFromOptuna(mixed), 'space/cannot-import', 'x: trials of the study have it with')
    fails(() => spaceFromOptuna({ x: 1, y: float }), 'space/cannot-import', 'a distribution is 1')
    const odd = { name: 'CategoricalDistribution', attributes: { choices: [[1, 2]] } }
    fails(() => spaceFromOptuna({ x: odd }), 'space/cannot-import', 'x: ')
  })
})

describe('spaceFromRayTune', () => {
  it('refuses functions without a counterpart, each with its path', () => {
    const given = { lr: { qloguniform: [1e-4, 1e-1, 5e-5] }, net: { f: { sample_from: ['x'] } } }
    fails(() => spaceFromRayTune(given), 'space/cannot-import', 'lr: "qloguniform" is none of', 'net.f: "sample_from"')
    fails(() => spaceFromRayTune({ n: { randint: ['a'] } }), 'space/cannot-import', 'n: the upper bound is "a"')
  })
})

describe('spaceFromWandb', () => {
  it('takes the parameters alone too, and refuses distributions without a counterpart', () => {
    expect(leavesOf(spaceFromWandb({ lr: { min: 0.5, max: 1 } }))[0].name).toBe('lr')
    const given = { lr: { distribution: 'inv_log_uniform', min: 1, max: 2 }, x: {}, n: { min: 1 } }
    fails(
      () => spaceFromWandb(given),
      'space/cannot-import',
      'lr: the distribution "inv_log_uniform"',
      'n: the upper bound',
    )
    fails(() => spaceFromWandb(3), 'space/cannot-import', 'the configuration is 3')
  })
})

describe('spaceFromConfigSpace', () => {
  it('forbids what the file forbids', () => {
    const s = spaceFromConfigSpace(golden('config-space').read.from)
    const flat = { booster: 'dart', alpha: 1, nrounds: 9, quality: 0, eta: 0.3, shape: 2, rate_drop: 0.1 }
    const dart = { ...flat, 'booster.dart.max_depth': 3, 'booster.dart.skip': 'no' }
    expect(unmetBy(s, dart)).toEqual(['not (booster = "dart" and quality is one of "low", "mid")'])
    expect(unmetBy(s, { ...dart, quality: 2 })).toEqual([])
  })

  it('names conditions and types that it cannot read', () => {
    const parameter = { name: 'n', type: 'uniform_int', lower: 1, upper: 9, log: false }
    const hyperparameters = [parameter, { ...parameter, name: 'm' }, { name: 'z', type: 'gamma_float' }]
    const conditions = [
      { child: 'm', parent: 'n', type: 'GT', value: 3 },
      { type: 'AND', components: [] },
    ]
    const forbiddens = [{ type: 'LESS', left: 'n', right: 'm' }]
    fails(
      () => spaceFromConfigSpace({ hyperparameters, conditions, forbiddens }),
      'space/cannot-import',
      'm: its condition is of type "GT"',
      'z: the type "gamma_float"',
      'joins several parents',
      'forbiddens: ',
    )
  })
})
