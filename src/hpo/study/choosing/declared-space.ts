import type { DeclaredSpace } from '../../core/sampler.ts'
import { behaviour, type Leaf, type SpaceNode } from '../../space/node.ts'
import { unmetBy } from '../../space/unmet.ts'

/** What samplers see of a declared space; made once for each space. */
export function declaredSpace(node: SpaceNode): DeclaredSpace {
  const known = made.get(node)
  if (known !== undefined) return known
  const leaves = new Map(node[behaviour].leaves('').map((leaf) => [leaf.name, leaf]))
  const fidelity = fidelityIn(leaves.values())
  const declared: DeclaredSpace = {
    leaves,
    ...(fidelity === undefined ? {} : { fidelity }),
    allows: (params) => unmetBy(node, params).length === 0,
    allowsAll: node[behaviour].unmet === undefined,
  }
  made.set(node, declared)
  return declared
}

function fidelityIn(leaves: Iterable<Leaf>): DeclaredSpace['fidelity'] {
  for (const { name, fidelity, distribution } of leaves) {
    if (fidelity === true && distribution.kind !== 'categorical') return { name, high: distribution.high }
  }
  return undefined
}

const made = new WeakMap<SpaceNode, DeclaredSpace>()
