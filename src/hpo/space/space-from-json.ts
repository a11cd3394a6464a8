import { checkOptionNames } from '../../base/check-argument.ts'
import { describeValue } from '../../base/errors.ts'
import type { Derive, Predicate } from './computed.ts'
import { kinds } from './kinds/registry.ts'
import { badSpaceJson, functionMismatch } from './messages.ts'
import { childName } from './node.ts'
import type { SpaceNode } from './node.ts'
import type { JsonFunctions } from './node-kind.ts'
import { isSpace } from './space.ts'
import type { Space } from './space.ts'

/** The functions of a space, of which its JSON holds the names. Those of a space inside it are named `net.Re`. */
export interface SpaceFunctions {
  readonly derive?: Readonly<Record<string, Derive>> | undefined
  /** By sentence. */
  readonly require?: Readonly<Record<string, Predicate>> | undefined
}

/**
 * The space that `space.toJSON()` described: it draws, accepts and encodes the same values. The type of the values is
 * not in the JSON; check them with the space's own `parse`. Functions must be given again, exactly those that are named.
 *
 * @throws InputError `space/bad-json`, `space/function-mismatch`, and the errors of the builders for a wrong range or choice
 */
export function spaceFromJSON(json: unknown, functions: SpaceFunctions = {}): Space<Readonly<Record<string, unknown>>> {
  checkOptionNames('spaceFromJSON', functions, ['derive', 'require'])
  const attached = spaceFunctions(functions)
  const node = nodeFromJSON(json, '', attached)
  if (!isSpace(node)) throw badSpaceJson('', 'the outermost kind is not "space"')
  attached.checkAllUsed()
  return node
}

/** The node that `json` describes, within a space at `path`. @throws InputError as `spaceFromJSON` */
export function nodeFromJSON(json: unknown, path: string, functions: JsonFunctions): SpaceNode {
  if (typeof json !== 'object' || json === null) {
    throw badSpaceJson(path, `a parameter is ${describeValue(json)}, not an object`)
  }
  const name: unknown = 'kind' in json ? json.kind : undefined
  const kind = typeof name === 'string' ? kinds.get(name) : undefined
  if (kind === undefined) {
    throw badSpaceJson(path, `the kind ${describeValue(name)} is none of ${[...kinds.keys()].join(', ')}`)
  }
  return kind.fromJSON(json, { path, functions, read: (inner, at) => nodeFromJSON(inner, at, functions) })
}

/** Gives functions by name, and tells at the end which were not asked for. */
export function spaceFunctions({
  derive = {},
  require = {},
}: SpaceFunctions): JsonFunctions & { checkAllUsed(): void } {
  const unused = { derive: new Set(Object.keys(derive)), require: new Set(Object.keys(require)) }
  const take = <F>(
    field: 'derive' | 'require',
    { name, from }: { name: string; from: Readonly<Record<string, F>> },
  ): F => {
    if (!Object.hasOwn(from, name)) throw functionMismatch({ field, name, problem: 'missing' })
    unused[field].delete(name)
    return from[name]
  }
  return {
    derive: (path, name) => take('derive', { name: childName(path, name), from: derive }),
    require: (path, sentence) => take('require', { name: childName(path, sentence), from: require }),
    checkAllUsed() {
      for (const field of ['derive', 'require'] as const) {
        for (const name of unused[field]) throw functionMismatch({ field, name, problem: 'unused' })
      }
    },
  }
}
