import type { Distribution } from './distribution.ts'
import { behaviour, spaceNode, type SpaceNode } from './node.ts'
import { suggest, suggesterFrom } from './suggester.ts'

/**
 * The same space with other ranges for some of its flat parameters. Values keep their type, requirements and derived values
 * stay; what was declared is still what the node writes as JSON and checks values by.
 */
export function reshapedSpace<T>(node: SpaceNode<T>, distributions: ReadonlyMap<string, Distribution>): SpaceNode<T> {
  if (distributions.size === 0) return node
  const own = node[behaviour]
  return spaceNode(
    {
      ...own,
      draw: (name, suggester) =>
        own.draw(
          name,
          suggesterFrom((flat, declared) => suggest(suggester, flat, distributions.get(flat) ?? declared)),
        ),
      leaves: (name) =>
        own.leaves(name).map((leaf) => ({ ...leaf, distribution: distributions.get(leaf.name) ?? leaf.distribution })),
    },
    {},
  )
}
