import { describeValue, InputError } from '../../base/errors.ts'

export const unknownMetric = (metric: string, names: readonly string[]): InputError =>
  new InputError('pruner/unknown-metric', {
    what: `A pruner was to judge by the metric ${describeValue(metric)}, which is no objective of the study.`,
    allowed: names.length === 0 ? 'the study names no metrics' : names.map(describeValue).join(', '),
    advice:
      'Name the objectives with createStudy({ metricNames }), or tell the pruner whether to minimise: { metric, direction }.',
    details: { metric, names },
  })
