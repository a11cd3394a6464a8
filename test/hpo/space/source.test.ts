import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import { bool } from '../../../src/hpo/space/kinds/bool.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { fixed } from '../../../src/hpo/space/kinds/fixed.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { lossWeights } from '../../../src/hpo/space/kinds/loss-weights.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { ordinal } from '../../../src/hpo/space/kinds/ordinal.ts'
import { permutation } from '../../../src/hpo/space/kinds/permutation.ts'
import { powers } from '../../../src/hpo/space/kinds/powers.ts'
import { kinds } from '../../../src/hpo/space/kinds/registry.ts'
import { simplex } from '../../../src/hpo/space/kinds/simplex.ts'
import { subset } from '../../../src/hpo/space/kinds/subset.ts'
import { behaviour, type SpaceNode } from '../../../src/hpo/space/node.ts'
import { literalSource } from '../../../src/hpo/space/source.ts'
import { type Space, space } from '../../../src/hpo/space/space.ts'
import { spaces } from './arbitraries.ts'

const builders = {
  bool,
  choice,
  fixed,
  float,
  int,
  lossWeights,
  oneOf,
  ordinal,
  permutation,
  powers,
  simplex,
  space,
  subset,
}

/** What the printed TypeScript declares. It leaves open what functions compute. */
function declared(printed: string): Space<unknown> {
  const code = printed.replaceAll('(p) => …', '() => true')
  // oxlint-disable-next-line no-implied-eval -- that the text is code is what is tested
  return new Function(...Object.keys(builders), `return ${code}`)(...Object.values(builders)) as Space<unknown>
}

const one = space({
  weights: lossWeights(['residual', 'position'], { decades: 4 }),
  'learning rate': float(1e-4, 2e-2).log().default(1e-3).unit('1/step'),
  activation: choice('sin', "it's"),
  terms: subset(['a', 'b', 'c'], { min: 1 }),
  optimizer: oneOf('name', { adam: { beta1: float(0.85, 0.99) }, sgd: {} }),
  epochs: int(10, 100).step(10).fidelity(),
  fast: bool(),
  note: fixed({ by: 'me', since: [2026] }),
  mix: simplex(['a', 'b']),
})
  .branch('activation', { sin: { frequency: float(1, 10) } })
  .derive({ cost: () => 1 })
  .require('fits in memory', () => true)

const source = (node: SpaceNode): string => node[behaviour].source()

describe('a space prints as the TypeScript that declares it', () => {
  it('which declares an equal space', () => {
    fc.assert(
      fc.property(spaces, (any) => {
        expect(declared(source(any)).toJSON()).toEqual(any.toJSON())
      }),
      { numRuns: 200 },
    )
  })

  it('branches, derived values and requirements included', () => {
    expect(declared(source(one)).toJSON()).toEqual(one.toJSON())
  })

  it('in every kind that there is', () => {
    expect(Object.keys(builders).toSorted()).toEqual([...kinds.keys()].toSorted())
  })

  it('as a reader would have written it, also in consoles and within other values', () => {
    expect(inspect({ one })).toBe(`{
  one: space({
    weights: lossWeights(['residual', 'position'], { decades: 4 }),
    'learning rate': float(0.0001, 0.02).log().default(0.001).unit('1/step'),
    activation: choice('sin', 'it\\'s'),
    terms: subset(['a', 'b', 'c'], { min: 1 }),
    optimizer: oneOf('name', {
      adam: {
        beta1: float(0.85, 0.99),
      },
      sgd: {},
    }),
    epochs: int(10, 100).step(10).fidelity(),
    fast: bool(),
    note: fixed({ by: 'me', since: [2026] }),
    mix: simplex(['a', 'b']),
  })
    .branch('activation', {
      sin: {
        frequency: float(1, 10),
      },
    })
    .derive({
      cost: (p) => …,
    })
    .require('fits in memory', (p) => …)
}`)
    expect(inspect(powers(16, 64).doc('wide'))).toBe("powers(16, 64).doc('wide')")
  })

  it('with literals that mean the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        // oxlint-disable-next-line no-implied-eval -- that the text is code is what is tested
        const back = new Function(`return ${literalSource(value as Json)}`)() as Json
        expect(JSON.stringify(back)).toBe(JSON.stringify(value))
      }),
    )
  })
})
