import { debuggeeExpression } from '../ipc/debuggee.ts'

/** An expression that gives the value of `code`, in which the variables of the notebook are seen beside those of the frame. */
export function exposedText(code: string): string {
  return `${debuggeeExpression}.exposed(${JSON.stringify(code)}, () => (${code}\n))`
}

/** Sets what `target` names. */
export function assignment(target: string, code: string): string {
  return `${target} = (${code}\n)`
}

/** The same for statements; the value is that of the last one. */
export function exposedStatements(code: string): string {
  return `${debuggeeExpression}.exposed(${JSON.stringify(code)}, () => eval(${JSON.stringify(code)}))`
}
