import { leakedTensors, overlappingScopes } from '../messages.ts'
import type { Tensor, Tf } from './tf.ts'

export interface MemoryScopeOptions {
  /** Names the scope in errors, for example "Trial 7". Default "The memory scope". */
  readonly name?: string
  /**
   * What to do about tensors that outlive the scope and were not returned (variables, and what `tf.keep` holds): `throw` a
   * StateError `tensor/leak`, or `dispose` the variables among them and throw only for the rest. Default `dispose`.
   */
  readonly leaks?: 'throw' | 'dispose'
}

/**
 * Runs `body` and frees every tensor that it made, except those in what it returns (an array or a plain object of tensors
 * may be returned too). Unlike `tf.tidy` it takes a function that awaits, and notices what survives: between two trials of
 * a study nothing may stay.
 *
 * One scope at a time: await it before the next begins, in the whole process.
 *
 * @throws StateError `tensor/leak`, `tensor/overlapping-scopes`
 */
export async function memoryScope<T>(
  tf: Tf,
  body: () => T | Promise<T>,
  { name = 'The memory scope', leaks = 'dispose' }: MemoryScopeOptions = {},
): Promise<T> {
  const engine = tf.engine()
  const before = tf.memory()
  const variablesBefore = new Set(Object.keys(engine.registeredVariables))
  engine.startScope(name)
  const scope = engine.state.activeScope
  const end = (kept: unknown): boolean => {
    if (engine.state.activeScope !== scope) return false
    engine.endScope(kept as never)
    return true
  }
  let result: T
  try {
    result = await body()
  } catch (error) {
    end(undefined)
    throw error
  }
  if (!end(result)) throw overlappingScopes(name)
  const returned = tensorsIn(result)
  if (leaks === 'dispose') disposeVariables(tf, variablesBefore, returned)
  const now = tf.memory()
  const tensors = now.numTensors - before.numTensors - returned.size
  if (tensors > 0) {
    const variables = Object.keys(engine.registeredVariables).filter((variable) => !variablesBefore.has(variable))
    throw leakedTensors(name, { tensors, bytes: now.numBytes - before.numBytes, variables })
  }
  return result
}

function disposeVariables(tf: Tf, before: ReadonlySet<string>, returned: ReadonlySet<Tensor>): void {
  const variables = tf.engine().registeredVariables
  for (const [name, variable] of Object.entries(variables)) {
    if (!before.has(name) && !returned.has(variable)) variable.dispose()
  }
}

/** The live tensors that a result holds, as TensorFlow.js looks for them: in it, or in its entries, to any depth. */
function tensorsIn(result: unknown, found = new Set<Tensor>(), seen = new Set<unknown>()): Set<Tensor> {
  if (typeof result !== 'object' || result === null || seen.has(result)) return found
  seen.add(result)
  if ('dataId' in result && 'isDisposed' in result) {
    if (!(result as Tensor).isDisposed) found.add(result as Tensor)
    return found
  }
  for (const entry of Object.values(result)) tensorsIn(entry, found, seen)
  return found
}
