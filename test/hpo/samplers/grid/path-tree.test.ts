import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TrialRecord } from '../../../../src/hpo/core/trial-record.ts'
import { type PathNode, pathTree } from '../../../../src/hpo/samplers/grid/path-tree.ts'
import type { Distribution, Params } from '../../../../src/hpo/space/distribution.ts'

const choices: Distribution = { kind: 'categorical', choices: [0, 1] }

function trial(number: number, params: Params, state: TrialRecord['state'] = 'complete'): TrialRecord {
  return {
    id: number + 1,
    number,
    state,
    values: state === 'complete' ? [0] : null,
    params,
    distributions: Object.fromEntries(Object.keys(params).map((name) => [name, choices])),
    intermediateValues: new Map(),
    userAttrs: {},
    systemAttrs: {},
    startedAt: null,
    completedAt: null,
  }
}

/** The tree without what only building it needs. */
const shown = ({ name, open, children }: PathNode): unknown => ({
  name,
  open,
  children: [...children]
    .map(([value, child]) => [value, shown(child)] as const)
    .sort(([a], [b]) => Number(a) - Number(b)),
})

const answers = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }).chain(
  (names) =>
    fc.tuple(...names.map(() => fc.constantFrom(0, 1))).map((values) => Object.fromEntries(names.map((name, i) => [name, values[i]]))), // prettier-ignore
)

test('does not depend on the order in which trials end, not even when they ask in different orders', () => {
  fc.assert(
    fc.property(fc.array(answers, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.nat()), (all, keys) => {
      const ended = all.map((params, number) => trial(number, params))
      const order = [...ended.keys()].map((i) => ({ i, key: keys.next().value })).sort((a, b) => a.key - b.key)
      const growing = pathTree()
      const done = new Set<number>()
      for (const { i } of order) {
        done.add(i)
        growing.follow(ended.map((one) => (done.has(one.number) ? one : trial(one.number, {}, 'running'))))
      }
      const whole = pathTree()
      whole.follow(ended)
      expect(shown(growing.root)).toEqual(shown(whole.root))
    }),
  )
})
