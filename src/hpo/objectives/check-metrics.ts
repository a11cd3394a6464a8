import { badArgument } from '../../base/check-argument.ts'

/** Refuses what is no object of metrics by name. @throws InputError `base/bad-argument` */
export function checkMetrics(call: string, metrics: unknown): void {
  if (typeof metrics === 'object' && metrics !== null && !Array.isArray(metrics)) return
  throw badArgument({ call, what: 'the metrics', value: metrics, allowed: 'an object of metrics by name' })
}
