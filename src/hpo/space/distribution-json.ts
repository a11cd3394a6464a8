/**
 * Optuna's text form of a distribution, in its tables and journals:
 *
 *     {"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0, "high": 10.0, "log": false}}
 *
 * Written character for character as Python's `json.dumps` writes it, so that a study looks the same whoever made it.
 */
import { z } from 'zod'
import { InputError } from '../../base/errors.ts'
import { checkedFloat, checkedInt, isParamValue } from './distribution.ts'
import type { CategoricalDistribution, Distribution, ParamValue } from './distribution.ts'
import { badDistributionJson, parameter } from './messages.ts'

/** The text that Optuna's storages keep for a distribution. */
export function distributionToJson(distribution: Distribution): string {
  switch (distribution.kind) {
    case 'float': {
      const { step, low, high, log } = distribution
      const stepText = step === null ? 'null' : pythonFloat(step)
      return `{"name": "FloatDistribution", "attributes": {"step": ${stepText}, "low": ${pythonFloat(low)}, "high": ${pythonFloat(high)}, "log": ${log}}}`
    }
    case 'int': {
      const { log, step, low, high } = distribution
      return `{"name": "IntDistribution", "attributes": {"log": ${log}, "step": ${step}, "low": ${low}, "high": ${high}}}`
    }
    case 'categorical': {
      const choices = distribution.choices.map(pythonValue).join(', ')
      return `{"name": "CategoricalDistribution", "attributes": {"choices": [${choices}]}}`
    }
  }
}

/**
 * Reads what any version of Optuna wrote: today's classes, the older Uniform, LogUniform, DiscreteUniform (`q`),
 * IntUniform and IntLogUniform, and the short form `{"type": "float", "low": 0, "high": 1}`. Python's NaN and Infinity
 * are understood among choices, and repeated choices are kept, because indices refer to them.
 *
 * @param name of the parameter, for error texts
 * @throws InputError `space/bad-distribution-json`
 */
export function distributionFromJson(text: string, name = '?'): Distribution {
  const subject = parameter(name)
  try {
    return readStored(subject, storedSchema.parse(parsePythonJson(text)))
  } catch (error) {
    throw badDistributionJson(subject, text, reasonOf(error))
  }
}

const range = { low: z.number(), high: z.number() }
const named = <const Name extends string, A extends z.ZodType>(name: Name, attributes: A) =>
  z.object({ name: z.literal(name), attributes })

const storedSchema = z.union(
  [
    z.discriminatedUnion('name', [
      named('FloatDistribution', z.object({ ...range, log: z.boolean(), step: z.number().nullable() })),
      named('UniformDistribution', z.object(range)),
      named('LogUniformDistribution', z.object(range)),
      named('DiscreteUniformDistribution', z.object({ ...range, q: z.number() })),
      named('IntDistribution', z.object({ ...range, log: z.boolean(), step: z.number() })),
      named('IntUniformDistribution', z.object({ ...range, step: z.number().default(1) })),
      named('IntLogUniformDistribution', z.object(range)),
      named('CategoricalDistribution', z.object({ choices: z.array(z.unknown()) })),
    ]),
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('float'), ...range, log: z.boolean().optional(), step: z.number().nullish() }),
      z.object({ type: z.literal('int'), ...range, log: z.boolean().optional(), step: z.number().nullish() }),
      z.object({ type: z.literal('categorical'), choices: z.array(z.unknown()) }),
    ]),
  ],
  { error: 'its name, type or attributes are unknown' },
)

function readStored(subject: string, stored: z.infer<typeof storedSchema>): Distribution {
  if ('type' in stored) {
    if (stored.type === 'categorical') return readChoices(stored.choices)
    const { low, high, log, step } = stored
    if (stored.type === 'float') return checkedFloat(subject, { low, high, log, step })
    return checkedInt(subject, { low, high, log, step: step ?? 1 })
  }
  switch (stored.name) {
    case 'FloatDistribution':
    case 'UniformDistribution':
      return checkedFloat(subject, stored.attributes)
    case 'LogUniformDistribution':
      return checkedFloat(subject, { ...stored.attributes, log: true })
    case 'DiscreteUniformDistribution':
      return checkedFloat(subject, { ...stored.attributes, step: stored.attributes.q })
    case 'IntDistribution':
    case 'IntUniformDistribution':
      return checkedInt(subject, stored.attributes)
    case 'IntLogUniformDistribution':
      // Its `step` attribute is dropped: Optuna has ignored it since version 2.
      return checkedInt(subject, { ...stored.attributes, log: true })
    case 'CategoricalDistribution':
      return readChoices(stored.attributes.choices)
  }
}

function readChoices(choices: readonly unknown[]): CategoricalDistribution {
  const revived = choices.map((choice) => (isMarked(choice) ? Number(choice[marker]) : choice))
  const odd = revived.find((choice) => !isParamValue(choice))
  if (odd !== undefined) throw new TypeError('a choice is a list or an object, which has no counterpart here')
  if (revived.length === 0) throw new TypeError('it has no choices')
  return Object.freeze({ kind: 'categorical', choices: Object.freeze(revived as ParamValue[]) })
}

/** Key of the objects that stand for Python's NaN and Infinity between parsing and reading. */
const marker = 'python number'

function isMarked(value: unknown): value is { readonly [marker]: string } {
  return typeof value === 'object' && value !== null && marker in value
}

/** `JSON.parse` that also takes the tokens NaN, Infinity and -Infinity, which Python writes; never inside a text. */
function parsePythonJson(text: string): unknown {
  const tokens = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g
  return JSON.parse(text.replaceAll(tokens, (token) => (token.startsWith('"') ? token : `{"${marker}": "${token}"}`)))
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const { path, message } = error.issues[0]
    return path.length === 0 ? message : `${path.join('.')}: ${message}`
  }
  if (error instanceof InputError || error instanceof TypeError) return error.message.replace(/\.$/, '')
  return 'it is not JSON'
}

/** `repr(float)`: the shortest digits, with Python's thresholds for scientific notation (below 1e-4, from 1e16). */
function pythonFloat(value: number): string {
  const size = Math.abs(value)
  if (value !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  }
  const text = String(value)
  return text.includes('.') ? text : `${text}.0`
}

function pythonValue(value: ParamValue): string {
  if (typeof value === 'string') {
    return JSON.stringify(value).replaceAll(/[^ -~]/g, (unit) => String.raw`\u${hex(unit.charCodeAt(0))}`)
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return String(value)
  // A whole number stands for Python's int, so that a study with the choices [16, 32] shows 16 and not 16.0.
  return Number.isInteger(value) ? String(BigInt(value)) : pythonFloat(value)
}

function hex(unit: number): string {
  return unit.toString(16).padStart(4, '0')
}
