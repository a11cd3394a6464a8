import type { BranchSpec } from '../branches.ts'
import type { ParamValue } from '../distribution.ts'
import type { SpaceNode } from '../node.ts'
import { spaceOf } from '../space.ts'
import type { Space } from '../space.ts'
import type { SpaceSpec } from '../space-spec.ts'
import { Unsearchable } from './problems.ts'
import type { Problems } from './problems.ts'

/** A parameter of a flat list, as other tools declare them. */
export interface ListedParameter {
  readonly name: string
  readonly node: SpaceNode
  /** The values of another parameter under which it exists; null for one that always does. */
  readonly when: { readonly parent: string; readonly values: readonly ParamValue[] } | null
}

/** The space of such a list: conditions become branches, in whatever order the list is. */
export function conditionalSpace(
  listed: readonly ListedParameter[],
  { problems, requirements = [] }: { readonly problems: Problems; readonly requirements?: SpaceSpec['requirements'] },
): Space<Readonly<Record<string, ParamValue>>> | null {
  const shape = Object.fromEntries(listed.filter(({ when }) => when === null).map(({ name, node }) => [name, node]))
  let rest = listed.filter(({ when }) => when !== null)
  const known = new Set(Object.keys(shape))
  const branches: BranchSpec[] = []
  while (rest.length > 0) {
    const next = rest.filter(({ when }) => known.has(when!.parent))
    if (next.length === 0) break
    for (const parent of new Set(next.map(({ when }) => when!.parent))) {
      const children = next.filter(({ when }) => when!.parent === parent)
      branches.push({ key: parent, cases: casesOf(children) })
    }
    for (const { name } of next) known.add(name)
    rest = rest.filter((one) => !next.includes(one))
  }
  for (const { name, when } of rest) {
    problems.attempt(name, () => {
      throw new Unsearchable(`it depends on ${JSON.stringify(when!.parent)}, which is not there, or on itself`)
    })
  }
  return problems.attempt('', () => spaceOf({ shape, branches, derived: [], requirements }))
}

function casesOf(children: readonly ListedParameter[]): BranchSpec['cases'] {
  const cases: Record<string, Record<string, SpaceNode>> = {}
  for (const { name, node, when } of children) {
    for (const value of when!.values) (cases[String(value)] ??= {})[name] = node
  }
  return cases
}
