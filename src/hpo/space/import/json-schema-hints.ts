import { describeValue } from '../../../base/errors.ts'
import type { SpaceNode } from '../node.ts'
import { Unsearchable } from './problems.ts'
import { isForeign } from './record.ts'
import type { Foreign } from './record.ts'

/** What nodes of several kinds can be told. */
interface Annotated extends SpaceNode {
  default?(value: unknown): SpaceNode
  doc?(text: string): SpaceNode
  unit?(unit: string): SpaceNode
  prior?(prior: unknown): SpaceNode
  fidelity?(): SpaceNode
}

const scaleHints = ['log', 'step']

/** The node with the default, the description and the `hpo` of its schema. */
export function withHints(node: SpaceNode, { default: initial, description, hpo }: Foreign): SpaceNode {
  const hints = isForeign(hpo) ? hpo : {}
  let known = node as Annotated
  const tell = (method: 'default' | 'doc' | 'unit' | 'prior' | 'fidelity', value: unknown): void => {
    const told = known[method]
    if (told === undefined) throw new Unsearchable(`${method} does not fit this parameter`)
    known = told.call(known, value as never)
  }
  if (initial !== undefined) tell('default', initial)
  if (typeof description === 'string') tell('doc', description)
  for (const [key, value] of Object.entries(hints)) {
    if (key === 'unit' || key === 'prior') tell(key, value)
    else if (key === 'fidelity') tell(key, undefined)
    else if (!scaleHints.includes(key)) throw new Unsearchable(`hpo has ${describeValue(key)}, which is unknown`)
  }
  return known
}
