import { badReport } from './messages.ts'

/** The metrics of a report by name; null for a plain number. @throws InputError `trial/bad-report` */
export function namedMetrics(trial: number, value: unknown): Readonly<Record<string, number>> | null {
  if (typeof value === 'number') return null
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badReport(trial, value)
  const entries = Object.entries(value)
  if (entries.length === 0 || entries.some(([name, metric]) => name === '' || typeof metric !== 'number')) {
    throw badReport(trial, value)
  }
  return value as Readonly<Record<string, number>>
}

/** The one number of a step that every tool shows: the first of `preferred` that was reported, else the first at all. */
export function mainMetric(
  metrics: Readonly<Record<string, number>>,
  preferred: readonly (string | undefined)[],
): number {
  const name = preferred.find((wanted) => wanted !== undefined && Object.hasOwn(metrics, wanted))
  return name === undefined ? Object.values(metrics)[0] : metrics[name]
}
