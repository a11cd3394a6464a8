import { describeValue } from '../../base/errors.ts'
import { kinds } from './kinds/registry.ts'
import { badSpaceJson } from './messages.ts'
import type { SpaceNode } from './node.ts'
import { isSpace } from './space.ts'
import type { Space } from './space.ts'

/**
 * The space that `space.toJSON()` described: it draws, accepts and encodes the same values. The type of the values is
 * not in the JSON; check them with the space's own `parse`.
 *
 * @throws InputError `space/bad-json`, and the errors of the builders for a wrong range or choice
 */
export function spaceFromJSON(json: unknown): Space<Readonly<Record<string, unknown>>> {
  const node = readNode(json, '')
  if (isSpace(node)) return node
  throw badSpaceJson('', 'the outermost kind is not "space"')
}

function readNode(json: unknown, path: string): SpaceNode {
  if (typeof json !== 'object' || json === null) {
    throw badSpaceJson(path, `a parameter is ${describeValue(json)}, not an object`)
  }
  const name: unknown = 'kind' in json ? json.kind : undefined
  const kind = typeof name === 'string' ? kinds.get(name) : undefined
  if (kind === undefined) {
    throw badSpaceJson(path, `the kind ${describeValue(name)} is none of ${[...kinds.keys()].join(', ')}`)
  }
  return kind.fromJSON(json, { path, read: readNode })
}
