import type { ParsedResult } from '../trials/objective-result.ts'
import type { Trial } from '../trials/trial.ts'
import { evaluate, type EvaluateRequest, type Evaluation } from './evaluate.ts'

/**
 * Calls the objective `repeats` times for one trial, for objectives that give another value each time. The result is the
 * mean of each objective and the worst of each constraint. A repeat that is pruned or fails ends the trial so.
 */
export async function evaluateRepeatedly<P>(
  trial: Trial<P>,
  { repeats, ...request }: EvaluateRequest<P> & { readonly repeats: number },
): Promise<Evaluation> {
  if (repeats === 1) return evaluate(trial, request)
  const results: ParsedResult[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    trial.beginRepeat(repeat)
    const evaluation = await evaluate(trial, request)
    if (evaluation.fatal !== null || evaluation.result.state !== null) return evaluation
    results.push(evaluation.result)
  }
  return { result: combined(results), fatal: null }
}

function combined(results: readonly ParsedResult[]): ParsedResult {
  const last = results.at(-1)!
  const constraints = results.map((result) => result.constraints).filter((list) => list !== null)
  return {
    ...last,
    values: columnwise(
      results.map(({ values }) => values!),
      mean,
    ),
    constraints: constraints.length === 0 ? null : columnwise(constraints, (column) => Math.max(...column)),
    attrs: Object.assign({}, ...results.map(({ attrs }) => attrs)) as ParsedResult['attrs'],
    repeats: results.map(({ values }) => values![0]),
  }
}

function columnwise(
  rows: readonly (readonly number[])[],
  fold: (column: readonly number[]) => number,
): readonly number[] {
  return rows[0].map((_, j) => fold(rows.map((row) => row[j])))
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
