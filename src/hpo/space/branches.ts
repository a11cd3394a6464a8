import type { ParamValue } from './distribution.ts'
import { isShape } from './fields.ts'
import { badBranchKey, duplicateName, notANode, notAShape, unknownCase } from './messages.ts'
import { behaviour, childName, isSpaceNode } from './node.ts'
import type { Condition, Leaf, NodeBehaviour, Shape } from './node.ts'
import { checkParameterName } from './parameter-name.ts'

/** Parameters that exist only under one value of another parameter, as declared with `.branch()`. */
export interface BranchSpec {
  /** The field whose value decides. */
  readonly key: string
  /** By the text of its value. */
  readonly cases: Readonly<Record<string, Shape>>
}

export interface Branch {
  readonly key: string
  readonly cases: readonly BranchCase[]
}

export interface BranchCase {
  /** The value of the field `key`. */
  readonly value: ParamValue
  readonly fields: readonly BranchField[]
  /** When the parameters of the case exist, in the space whose flat name is `name`. */
  readonly conditions: (name: string) => readonly Condition[]
}

export interface BranchField {
  readonly key: string
  /** Its flat name: the key, or `schedule.cosine.decay` where several cases have a `decay`. */
  readonly flat: string
  readonly node: NodeBehaviour<unknown>
}

/**
 * The branches of a space, each resolved against the fields before it.
 *
 * @throws InputError `space/bad-branch`, `space/duplicate-name`, `space/bad-name`, `space/not-a-parameter`
 */
export function resolveBranches(shape: Shape, specs: readonly BranchSpec[]): readonly Branch[] {
  const branches: Branch[] = []
  for (const spec of specs) branches.push(resolve(spec, { shape, branches }))
  return branches
}

/** The case that the fields drawn or given so far have chosen, if it has parameters. */
export function chosenCase({ key, cases }: Branch, value: Readonly<Record<string, unknown>>): BranchCase | undefined {
  const chosen = Object.hasOwn(value, key) ? value[key] : undefined
  return cases.find((one) => one.value === chosen)
}

interface Known {
  readonly shape: Shape
  readonly branches: readonly Branch[]
}

function resolve({ key, cases }: BranchSpec, known: Known): Branch {
  const parent = findParent(key, known)
  const values = valuesOf(key, parent)
  if (!isShape(cases)) throw notAShape(cases)
  for (const fields of Object.values(cases)) if (!isShape(fields)) throw notAShape(fields)
  const counts = new Map<string, number>()
  for (const name of Object.values(cases).flatMap((fields) => Object.keys(fields))) {
    counts.set(name, (counts.get(name) ?? 0) + 1)
    if (isTaken(name, known)) throw duplicateName(name)
  }
  return {
    key,
    cases: Object.entries(cases).map(([text, fields]): BranchCase => {
      const matching = values.filter(({ value }) => String(value) === text)
      if (matching.length !== 1) throw unknownCase({ key, given: text, cases: values.map(({ value }) => value) })
      const [{ value, flat }] = matching
      return {
        value,
        fields: branchFields(fields, (name) => (counts.get(name) === 1 ? name : `${key}.${text}.${name}`)),
        conditions: (name) => [...parent.conditions(name), { name: childName(name, parent.flat), value: flat }],
      }
    }),
  }
}

function branchFields(fields: Shape, flatName: (key: string) => string): readonly BranchField[] {
  if (!isShape(fields)) throw notAShape(fields)
  return Object.entries(fields).map(([key, node]) => {
    checkParameterName(key)
    if (!isSpaceNode(node)) throw notANode(key, node)
    return { key, flat: flatName(key), node: node[behaviour] }
  })
}

/** The parameter that a branch hangs on. */
interface Parent {
  readonly flat: string
  readonly node: NodeBehaviour<unknown>
  readonly conditions: (name: string) => readonly Condition[]
}

function findParent(key: string, { shape, branches }: Known): Parent {
  if (Object.hasOwn(shape, key)) return { flat: key, node: shape[key][behaviour], conditions: () => [] }
  const found = branches.flatMap(({ cases }) =>
    cases.flatMap(({ fields, conditions }) =>
      fields.filter((field) => field.key === key).map((field): Parent => ({ ...field, conditions })),
    ),
  )
  if (found.length === 1) return found[0]
  throw badBranchKey(
    key,
    found.length === 0 ? 'there is no such parameter' : 'several cases have a parameter of that name',
  )
}

function valuesOf(key: string, { node }: Parent): readonly { value: ParamValue; flat: ParamValue }[] {
  const leaves: readonly Leaf[] = node.leaves(key)
  const leaf = leaves.length === 1 && leaves[0].name === key ? leaves[0] : undefined
  if (leaf?.labels !== undefined) return leaf.labels.map((value, flat) => ({ value, flat }))
  if (leaf?.distribution.kind === 'categorical')
    return leaf.distribution.choices.map((value) => ({ value, flat: value }))
  throw badBranchKey(key, 'it is no choice')
}

function isTaken(name: string, { shape, branches }: Known): boolean {
  const inBranch = ({ cases }: Branch): boolean => cases.some(({ fields }) => fields.some(({ key }) => key === name))
  return Object.hasOwn(shape, name) || branches.some(inBranch)
}
