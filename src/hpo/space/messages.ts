import { spellingAdvice } from '../../base/closest-name.ts'
import { describeValue, InputError } from '../../base/errors.ts'

/** How an error names a parameter. Where the name is not known yet, the call that failed stands in: `float(1, 0)`. */
export function parameter(name: string): string {
  return `Parameter ${describeValue(name)}`
}

/** How an error names a call of a builder. */
export function call(builder: string, ...args: readonly unknown[]): string {
  return `${builder}(${args.map(describeValue).join(', ')})`
}

export function badName(name: unknown, reason: string): InputError {
  return new InputError('space/bad-name', {
    what: `A parameter cannot be named ${describeValue(name)}: ${reason}.`,
    allowed: 'texts of 1 to 512 characters, without NUL, other than "__proto__"',
    advice: 'Choose another name.',
    details: { name },
  })
}

export function notFinite(subject: string, what: string, value: unknown): InputError {
  return new InputError('space/non-finite', {
    what: `${subject} has ${what} ${describeValue(value)}.`,
    allowed: 'finite numbers',
    advice: `Give a finite ${what}; for an unlimited quantity, choose the largest value worth trying.`,
    details: { value },
  })
}

export function notWhole(subject: string, what: string, value: unknown): InputError {
  return new InputError('space/not-whole', {
    what: `${subject} has ${what} ${describeValue(value)}.`,
    allowed: 'whole numbers between -(2^53 - 1) and 2^53 - 1',
    advice: 'Round it, or use a float parameter.',
    details: { value },
  })
}

export function badRange(subject: string, { low, high }: { low: number; high: number }): InputError {
  return new InputError('space/bad-range', {
    what: `${subject} has low ${low} above high ${high}.`,
    allowed: 'low below high',
    advice: 'Swap the bounds, or correct the wrong one.',
    details: { low, high },
  })
}

export function emptyRange(subject: string, value: number): InputError {
  return new InputError('space/bad-range', {
    what: `${subject} has the single value ${value}: low equals high.`,
    allowed: 'low below high',
    advice: `Widen the range, or write fixed(${value}) for a value that is not searched.`,
    details: { low: value, high: value },
  })
}

export function badLogRange(subject: string, low: number, least: string): InputError {
  return new InputError('space/bad-log-range', {
    what: `${subject} has a logarithmic scale and low ${low}.`,
    allowed: `low ${least}`,
    advice: 'Raise low to the smallest value worth trying, or search on a linear scale (without log).',
    details: { low },
  })
}

export function badStep(subject: string, step: unknown, allowed: string): InputError {
  return new InputError('space/bad-step', {
    what: `${subject} has step ${describeValue(step)}.`,
    allowed,
    advice: 'Change the step, or leave it out.',
    details: { step },
  })
}

export function emptyChoice(subject: string): InputError {
  return new InputError('space/empty-choice', {
    what: `${subject} has nothing to choose from.`,
    allowed: 'one choice or more',
    advice: 'List the values that may be tried.',
    details: { choices: [] },
  })
}

export function badChoice(subject: string, choice: unknown): InputError {
  return new InputError('space/bad-choice', {
    what: `${subject} has the choice ${describeValue(choice)}.`,
    allowed: 'numbers, texts, true, false and null',
    advice: 'Choose among names, and look the thing itself up in the objective.',
    details: { value: choice },
  })
}

export function duplicateChoice(subject: string, choice: unknown): InputError {
  return new InputError('space/duplicate-choice', {
    what: `${subject} has the choice ${describeValue(choice)} twice.`,
    allowed: 'different choices',
    advice: 'Remove one of them.',
    details: { value: choice },
  })
}

export function badDefault(subject: string, value: unknown, allowed: string): InputError {
  return new InputError('space/bad-default', {
    what: `${subject} has the default ${describeValue(value)}.`,
    allowed,
    advice: 'Choose a default inside the range, or change the range.',
    details: { value },
  })
}

export function badPowers(low: unknown, high: unknown): InputError {
  return new InputError('space/bad-powers', {
    what: `${call('powers', low, high)} does not reach high by doubling low.`,
    allowed: 'low above 0 and high = low × 2^n with n of 1 or more, as in powers(16, 512)',
    advice: 'Correct a bound; for other lists of numbers use choice(…), for a range int(low, high).log().',
    details: { low, high },
  })
}

export function badParts(builder: string, parts: unknown): InputError {
  return new InputError('space/bad-parts', {
    what: `${builder} got the parts ${describeValue(parts)}.`,
    allowed: 'two names or more',
    advice: `List the names of what the weights are for, as in ${builder}(['pde', 'bc']).`,
    details: { value: parts },
  })
}

export function badAlpha(alpha: unknown): InputError {
  return new InputError('space/bad-alpha', {
    what: `simplex got alpha ${describeValue(alpha)}.`,
    allowed: 'numbers from 0.01 to 100; 1 is uniform, less prefers corners, more prefers equal shares',
    advice: 'Leave it out unless you know what shares to expect.',
    details: { value: alpha },
  })
}

export function badItems(builder: string, items: unknown, allowed: string): InputError {
  return new InputError('space/bad-items', {
    what: `${builder} got the items ${describeValue(items)}.`,
    allowed,
    advice: `List them, as in ${builder}(['ic', 'bc', 'pde']).`,
    details: { value: items },
  })
}

export function badSubsetSize(size: { readonly min: unknown; readonly max: unknown; readonly items: number }) {
  return new InputError('space/bad-subset-size', {
    what: `subset got min ${describeValue(size.min)} and max ${describeValue(size.max)} for ${size.items} item(s).`,
    allowed: `whole numbers with 0 <= min <= max <= ${size.items}`,
    advice: 'Correct them, or leave them out to allow every subset.',
    details: size,
  })
}

export function badDecades(decades: unknown): InputError {
  return new InputError('space/bad-decades', {
    what: `lossWeights got decades ${describeValue(decades)}.`,
    allowed: 'numbers above 0, up to 100',
    advice: 'Give the largest power of ten by which a weight may differ from the first; 3 is usual.',
    details: { value: decades },
  })
}

export function notJson(value: unknown): InputError {
  return new InputError('space/bad-fixed', {
    what: `fixed(${describeValue(value)}) cannot be stored.`,
    allowed: 'finite numbers, texts, true, false, null, and plain arrays and objects of these',
    advice: 'Fix a name or number instead, and look the thing itself up in the objective.',
    details: { value },
  })
}

export function duplicateName(name: string, advice = 'Rename one of them.'): InputError {
  return new InputError('space/duplicate-name', {
    what: `Two parameters of the space are named ${describeValue(name)}.`,
    allowed: 'different names',
    advice,
    details: { name },
  })
}

export function notANode(name: string, value: unknown): InputError {
  return new InputError('space/not-a-parameter', {
    what: `${parameter(name)} is declared as ${describeValue(value)}.`,
    allowed:
      'float, int, bool, choice, ordinal, powers, fixed, simplex, lossWeights, subset, permutation, oneOf, space',
    advice: 'For a value that is not searched write fixed(value).',
    details: { name, value },
  })
}

export function notAShape(value: unknown): InputError {
  return new InputError('space/not-a-parameter', {
    what: `Parameters by name were expected, and ${describeValue(value)} was given.`,
    allowed: 'an object such as { lr: float(1e-5, 1e-1) }',
    advice: 'Put the parameters in braces, each with its name.',
    details: { value },
  })
}

export function invalidValue(name: string, value: unknown, allowed: string): InputError {
  return new InputError('space/invalid-value', {
    what: `${parameter(name)} got ${describeValue(value)}.`,
    allowed,
    advice: 'Correct the value, or widen the parameter in the space.',
    details: { path: name, value },
  })
}

export function notInDistribution(value: unknown, allowed: string): InputError {
  return new InputError('space/invalid-value', {
    what: `A parameter got ${describeValue(value)}.`,
    allowed,
    advice: 'Correct the value; a stored study that holds it was damaged or edited by hand.',
    details: { value },
  })
}

/** Who comes from Python writes `float(low, high, { log: true })`. */
export function extraArgument(kind: string, given: readonly unknown[]): InputError {
  return new InputError('space/extra-argument', {
    what: `${call(kind, ...given)} got more than two arguments.`,
    allowed: 'low and high',
    advice: `Scale and step are methods: ${kind}(low, high).log(), or ${kind}(low, high).step(s).`,
    details: { value: given },
  })
}

export function unknownParameter(name: string, known: readonly string[]): InputError {
  return new InputError('space/unknown-parameter', {
    what: `The space has no parameter ${describeValue(name)}.`,
    allowed: known.length === 0 ? 'none here' : known.join(', '),
    advice: spellingAdvice(name, known, 'Correct the name, or add the parameter to the space.'),
    details: { path: name, known },
  })
}

export function missingParameter(name: string): InputError {
  return new InputError('space/missing-parameter', {
    what: `${parameter(name)} has no value.`,
    advice: 'Give one, or decode parameters that were drawn from this space.',
    details: { path: name },
  })
}

/** One thing that is wrong with a value of a space. */
export interface ValueIssue {
  /** Where, as in `opt.beta1`; empty for the value as a whole. */
  readonly path: string
  readonly message: string
}

export function invalidSpaceValue(value: unknown, issues: readonly ValueIssue[]): InputError {
  const shown = issues.slice(0, 5).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  const more = issues.length > shown.length ? `; and ${issues.length - shown.length} more` : ''
  return new InputError('space/invalid-value', {
    what: `The value does not fit the space: ${shown.join('; ')}${more}.`,
    advice: 'Correct these entries, or widen the parameters in the space.',
    details: { path: issues[0]?.path ?? '', issues, value },
  })
}

export function badSpaceJson(path: string, reason: string): InputError {
  return new InputError('space/bad-json', {
    what: `This is not the JSON of a search space: ${path === '' ? reason : `at ${path}, ${reason}`}.`,
    allowed: 'what space.toJSON() gives',
    advice: 'Write it with this version of Ansatz, or correct the entry.',
    details: { path, reason },
  })
}

export function badDistributionJson(subject: string, text: string, reason: string): InputError {
  return new InputError('space/bad-distribution-json', {
    what: `${subject} has a stored distribution that cannot be read: ${reason}. It is ${describeValue(text)}.`,
    allowed: "Optuna's JSON of Float-, Int- and CategoricalDistribution, its older names and its short form",
    advice: 'Was the study written by a newer version, or edited by hand? Correct the row, or leave the study out.',
    details: { text, reason },
  })
}

/** A requirement, in words, that comes with a subset. */
export function unmetSize(name: string, allowed: string): string {
  return `${name} holds ${allowed} item(s)`
}

export function badBranchKey(key: unknown, reason: string): InputError {
  return new InputError('space/bad-branch', {
    what: `The space cannot branch on ${describeValue(key)}: ${reason}.`,
    allowed: 'the name of a choice, bool, ordinal or powers parameter of the same space',
    advice: 'Declare the choice first; for a group with cases of its own use oneOf.',
    details: { key },
  })
}

export function unknownCase(given: {
  readonly key: string
  readonly given: string
  readonly cases: readonly unknown[]
}) {
  return new InputError('space/bad-branch', {
    what: `The branch on ${describeValue(given.key)} has a case ${describeValue(given.given)}.`,
    allowed: given.cases.map(describeValue).join(', '),
    advice: 'Correct the case, or add it to the choice.',
    details: given,
  })
}

export function keyInUse(key: string): InputError {
  return new InputError('space/bad-branch', {
    what: `${parameter(key)} cannot be left out: a branch hangs on it.`,
    advice: 'Declare the space without that branch, or replace the choice by extend.',
    details: { key },
  })
}

export function badFunction(name: string, value: unknown): InputError {
  return new InputError('space/bad-function', {
    what: `${describeValue(name)} was declared with ${describeValue(value)}.`,
    allowed: 'a name and a function of the parameters, as in require("fits in memory", (p) => p.width <= 512)',
    advice: 'Pass a function.',
    details: { name, value },
  })
}

export function deriveFailed(name: string, params: unknown, cause: unknown): InputError {
  return new InputError('space/derive-failed', {
    what: `The derived value ${describeValue(name)} failed for ${describeValue(params)}: ${reasonOf(cause)}.`,
    advice: 'Make its function work for every value of the space.',
    details: { name, params },
    cause,
  })
}

export function badDerived(name: string): InputError {
  return new InputError('space/bad-derived', {
    what: `The derived value ${describeValue(name)} is a promise.`,
    allowed: 'values that are computed at once',
    advice: 'Compute it in the objective instead.',
    details: { name },
  })
}

export function requirementFailed(sentence: string, params: unknown, cause: unknown): InputError {
  return new InputError('space/requirement-failed', {
    what: `The requirement ${describeValue(sentence)} failed for ${describeValue(params)}: ${reasonOf(cause)}.`,
    advice: 'Make its function answer true or false for every value of the space.',
    details: { requirement: sentence, params },
    cause,
  })
}

export function badRequirement(sentence: string, answer: unknown): InputError {
  return new InputError('space/bad-requirement', {
    what: `The requirement ${describeValue(sentence)} answered ${describeValue(answer)}.`,
    allowed: 'true or false',
    advice:
      'Return a comparison, as in (p) => p.width <= 512; a promise is always truthy, so it cannot be asynchronous.',
    details: { requirement: sentence, value: answer },
  })
}

export function functionMismatch(of: {
  readonly field: 'derive' | 'require'
  readonly name: string
  readonly problem: 'missing' | 'unused'
}): InputError {
  const { field, name, problem } = of
  return new InputError('space/function-mismatch', {
    what:
      problem === 'missing'
        ? `The space has the function ${describeValue(name)}, which its JSON cannot hold.`
        : `The space has no function ${describeValue(name)}, which was given under ${field}.`,
    allowed: 'the functions that the JSON names, each by its name',
    advice:
      problem === 'missing'
        ? `Give it again: spaceFromJSON(json, { ${field}: { ${JSON.stringify(name)}: (p) => … } }).`
        : 'Leave it out, or correct its name.',
    details: of,
  })
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : describeValue(cause)
}

export function badPrior(subject: string, prior: unknown, allowed: string): InputError {
  return new InputError('space/bad-prior', {
    what: `${subject} has the prior ${describeValue(prior)}.`,
    allowed,
    advice: 'Correct it, or leave it out: without one every value is alike on the scale of the parameter.',
    details: { value: prior },
  })
}

export function manyFidelities(names: readonly string[]): InputError {
  return new InputError('space/bad-fidelity', {
    what: `The space has ${names.length} fidelities: ${names.map(describeValue).join(', ')}.`,
    allowed: 'one fidelity or none',
    advice: 'Mark the one that schedulers should set, and derive the others from it.',
    details: { names },
  })
}

export function conditionalFidelity(name: string): InputError {
  return new InputError('space/bad-fidelity', {
    what: `The fidelity ${describeValue(name)} exists in some trials only.`,
    allowed: 'a fidelity that every trial has',
    advice: 'Declare it outside of branches and cases.',
    details: { name },
  })
}

export function unknownTemplate(name: unknown, known: readonly string[]): InputError {
  return new InputError('space/unknown-template', {
    what: `There is no template ${describeValue(name)}.`,
    allowed: known.join(', '),
    advice: spellingAdvice(name, known, 'Correct the name, or declare a space of your own with space({ … }).'),
    details: { value: name, known },
  })
}

export function cannotImport(
  source: string,
  problems: readonly { readonly path: string; readonly reason: string }[],
): InputError {
  const texts = problems.map(({ path, reason }) => (path === '' ? reason : `${path}: ${reason}`))
  const more = texts.length > 5 ? `; and ${texts.length - 5} more` : ''
  return new InputError('space/cannot-import', {
    what: `The ${source} cannot be made a search space: ${texts.slice(0, 5).join('; ')}${more}.`,
    advice: 'Change these entries, or leave them out and declare them with the builders, as in space.extend({ … }).',
    details: { source, problems },
  })
}
