import { Script } from 'node:vm'

/**
 * Gives scripts of the global scope, and what the inspector evaluates there, a function under a name that is no property of
 * the global object: a cell neither sees it nor puts something else in its place. Once per name and process.
 */
export function nameForScripts(name: string, value: () => unknown): void {
  const provide = new Script(`let ${name}; (value) => { ${name} = value }`).runInThisContext() as (
    given: () => unknown,
  ) => void
  provide(value)
}
