import { debuggeeExpression } from '../ipc/debuggee.ts'
import { exposedText } from './evaluation.ts'
import { wrongArgument } from './messages.ts'

/** When a breakpoint stops, and what it writes instead of stopping. Expressions are JavaScript already. */
export interface Condition {
  readonly id: number
  /** Only where this is true. */
  readonly expression: string | null
  readonly hits: HitRule | null
  readonly log: readonly LogPart[] | null
}

/** Compares how often the place was reached, this time included, with a number. */
export interface HitRule {
  readonly comparison: '>=' | '<=' | '>' | '<' | '===' | '%'
  readonly count: number
}

/** A part of a log message: text, or an expression in braces. */
export type LogPart = { readonly text: string } | { readonly expression: string }

/** `5`, `== 5`, `> 3`, `% 2` for every second time; null for none. */
export function readHitRule(given: unknown): HitRule | null {
  if (given === undefined || given === null || given === '') return null
  const rule = typeof given === 'string' || typeof given === 'number' ? String(given) : ''
  const [, sign, count] = /^\s*(>=|<=|===?|=|>|<|%)?\s*(\d+)\s*$/.exec(rule) ?? []
  if (count === undefined || (sign === '%' && Number(count) === 0)) {
    throw wrongArgument('setBreakpoints', 'hitCondition', { value: given, wanted: 'a count such as 5, > 3 or % 2' })
  }
  const comparison = sign === undefined || sign.startsWith('=') ? '===' : (sign as HitRule['comparison'])
  return { comparison, count: Number(count) }
}

/** `at {i}: {loss.toFixed(2)}` as text and expressions. Braces inside of an expression have to be paired. */
export function readLogMessage(message: string): readonly LogPart[] {
  const parts = message.split(/(\{(?:[^{}]|\{[^{}]*\})*\})/)
  return parts.flatMap((part): readonly LogPart[] => {
    if (part === '') return []
    return /^\{.*\S.*\}$/s.test(part) ? [{ expression: part.slice(1, -1) }] : [{ text: part }]
  })
}

/** What the engine asks at the place: it stops where this is true. Undefined where it always stops. */
export function conditionText({ id, expression, hits, log }: Condition): string | undefined {
  const demands = [
    ...(expression === null ? [] : [exposedText(expression)]),
    ...(hits === null ? [] : [hitText(id, hits)]),
    ...(log === null ? [] : [logText(log)]),
  ]
  return demands.length === 0 ? undefined : demands.join(' && ')
}

function hitText(id: number, { comparison, count }: HitRule): string {
  const hits = `${debuggeeExpression}.hits(${id})`
  return comparison === '%' ? `${hits} % ${count} === 0` : `${hits} ${comparison} ${count}`
}

/** False, after the message has been written. Each expression is read by itself, so that one that fails tells why. */
function logText(log: readonly LogPart[]): string {
  const parts = log.map((part) =>
    'text' in part ? JSON.stringify(part.text) : `() => eval(${JSON.stringify(`(${part.expression}\n)`)})`,
  )
  const named = log.map((part) => ('text' in part ? '' : part.expression)).join(' ')
  return `${debuggeeExpression}.exposed(${JSON.stringify(named)}, () => ${debuggeeExpression}.log([${parts.join(', ')}]))`
}
