import { expect, test } from 'vitest'
import {
  categoricalDistribution,
  type Distribution,
  floatDistribution,
  intDistribution,
} from '../../../src/hpo/space/distribution.ts'
import { compatibleDistributions, sameDistribution } from '../../../src/hpo/space/distribution-match.ts'

const float = floatDistribution('p', { low: 1, high: 2 })
const int = intDistribution('p', { low: 1, high: 2 })
const choice = categoricalDistribution('p', [1, 'a', Number.NaN])

test.each<readonly [string, Distribution, Distribution, boolean, boolean]>([
  ['itself', float, float, true, true],
  ['an equal one', float, floatDistribution('q', { low: 1, high: 2 }), true, true],
  ['another range', float, floatDistribution('p', { low: 1, high: 3 }), true, false],
  ['another step', float, floatDistribution('p', { low: 1, high: 2, step: 0.5 }), true, false],
  ['another scale', float, floatDistribution('p', { low: 1, high: 2, log: true }), false, false],
  ['another kind', float, int, false, false],
  ['another range of integers', int, intDistribution('p', { low: 5, high: 9 }), true, false],
  ['an int and a choice', int, choice, false, false],
  ['a float and a choice', float, categoricalDistribution('p', [0]), false, false],
  ['equal choices', choice, categoricalDistribution('p', [1, 'a', Number.NaN]), true, true],
  ['a choice less', choice, categoricalDistribution('p', [1, 'a']), true, false],
  ['a choice more in front', choice, categoricalDistribution('p', ['b', 1, 'a', Number.NaN]), false, false],
  ['another choice', choice, categoricalDistribution('p', [1, 'b']), false, false],
  ['choices in another order', choice, categoricalDistribution('p', ['a', 1, Number.NaN]), false, false],
  ['1 instead of true', categoricalDistribution('p', [true]), categoricalDistribution('p', [1]), false, false],
])('%s', (_, a, ...[b, compatible, same]) => {
  expect([compatibleDistributions(a, b), compatibleDistributions(b, a)]).toEqual([compatible, compatible])
  expect([sameDistribution(a, b), sameDistribution(b, a)]).toEqual([same, same])
})
