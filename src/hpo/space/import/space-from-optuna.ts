import { describeValue } from '../../../base/errors.ts'
import type { Distribution, ParamValue } from '../distribution.ts'
import { distributionFromJson } from '../distribution-json.ts'
import { compatibleDistributions } from '../distribution-match.ts'
import type { SpaceNode } from '../node.ts'
import type { Space } from '../space.ts'
import { importChoices } from './choices.ts'
import { conditionalSpace } from './conditional-space.ts'
import { importNumber } from './numbers.ts'
import { Problems, Unsearchable } from './problems.ts'
import { foreign, isForeign } from './record.ts'
import type { Foreign } from './record.ts'

/**
 * The space of Optuna's distributions: an object of them by name, each as `distribution_to_json` writes it (a text, or
 * parsed), or a study's JSON, `{ trials: [{ distributions: … }] }`, of which every parameter of any trial is taken, with
 * its latest range. Optuna does not store conditions: add them with `branch`.
 *
 * @throws InputError `space/cannot-import` with every parameter that cannot be read
 */
export function spaceFromOptuna(json: unknown): Space<Readonly<Record<string, ParamValue>>> {
  const problems = new Problems()
  const texts = problems.attempt('', () => distributionTexts(foreign(json))) ?? []
  const latest = new Map<string, Distribution>()
  for (const [name, text] of texts) {
    problems.attempt(name, () => {
      const distribution = distributionFromJson(text, name)
      const before = latest.get(name)
      if (before !== undefined && !compatibleDistributions(before, distribution)) {
        throw new Unsearchable('trials of the study have it with other choices, another kind or another scale')
      }
      latest.set(name, distribution)
    })
  }
  const listed = [...latest].flatMap(([name, distribution]) => {
    const node = problems.attempt(name, () => nodeOf(distribution))
    return node === null ? [] : [{ name, node, when: null }]
  })
  const space = conditionalSpace(listed, { problems })
  problems.throwIfAny('Optuna JSON')
  return space!
}

/** In order of appearance. */
function distributionTexts(json: Foreign): readonly (readonly [name: string, text: string])[] {
  const groups = Array.isArray(json.trials)
    ? json.trials.map((trial) => foreign(foreign(trial, 'a trial').distributions, 'the distributions of a trial'))
    : [json]
  return groups.flatMap((group) => Object.entries(group).map(([name, given]) => [name, textOf(given)] as const))
}

function textOf(given: unknown): string {
  if (typeof given === 'string') return given
  if (isForeign(given)) return JSON.stringify(given)
  throw new Unsearchable(`a distribution is ${describeValue(given)}, not an object`)
}

function nodeOf(distribution: Distribution): SpaceNode {
  if (distribution.kind === 'categorical') return importChoices({ values: distribution.choices })
  return importNumber(distribution)
}
