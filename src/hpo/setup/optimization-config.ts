import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { InputError } from '../../base/errors.ts'
import type { PrunerChoice } from '../pruners/registry.ts'
import { skopt } from '../samplers/gp/skopt.ts'
import { hyperopt } from '../samplers/tpe/hyperopt.ts'
import type { SamplerChoice } from '../samplers/registry.ts'
import type { Study } from '../study/study.ts'
import type { OptimizeOptions } from '../study/optimize/optimize-options.ts'
import { wholeNumber } from '../parts/number-options.ts'
import type { CreateStudyOptions } from './study-options.ts'

/**
 * A search as plain data, with the field names that configuration files of Python projects have. Keep it beside the
 * results, or read it from JSON or YAML.
 */
export const optimizationConfigSchema = z.strictObject({
  /** Whose defaults to take: Optuna's (TPE), Hyperopt's (TPE with its settings) or those of scikit-optimize (GP). */
  backend: z.enum(['optuna', 'hyperopt', 'skopt'], "'optuna', 'hyperopt' or 'skopt'").default('optuna'),
  n_trials: wholeNumber(1).default(100),
  /** Seconds; null is no limit. */
  timeout: z.number('seconds, or null').positive('seconds above 0, or null').nullable().default(null),
  /** −1 is one for every core. */
  n_jobs: z
    .int('a whole number, -1 or at least 1')
    .refine((n) => n === -1 || n >= 1, '-1 or at least 1')
    .default(1),
  random_state: z.int('a whole number, or null').nullable().default(null),
  enable_pruning: z.boolean('true or false').default(true),
  /** Reports without improvement after which a trial may be pruned. */
  pruning_patience: wholeNumber(0).default(5),
  /** Options of the sampler, in the spelling of Python or of this library: `n_startup_trials` or `nStartupTrials`. */
  sampler_config: z.record(z.string(), z.unknown(), 'options by name').nullable().default(null),
  study_direction: z.enum(['minimize', 'maximize'], "'minimize' or 'maximize'").default('maximize'),
  /** Seconds that a trial may take; null is no limit. */
  timeout_per_trial: z.number('seconds, or null').positive('seconds above 0, or null').nullable().default(null),
  retry_failed_trials: z.boolean('true or false').default(false),
})

export type OptimizationConfig = z.input<typeof optimizationConfigSchema>

/** What a configuration comes to: pass `study` to `createStudy`, and `optimize` to `study.optimize`. */
export interface ConfiguredSearch {
  readonly study: Pick<CreateStudyOptions, 'direction' | 'sampler' | 'pruner' | 'seed'>
  readonly optimize: OptimizeOptions<Study>
}

/**
 * Reads a configuration.
 *
 * @param cores what `n_jobs: -1` means
 * @example
 * const { study, optimize } = fromConfig({ n_trials: 200, sampler_config: { multivariate: true } })
 * const s = await createStudy({ ...study, storage: 'sqlite:///search.db' })
 * await s.optimize(space, objective, optimize)
 * @throws InputError `config/bad-value`, naming the field
 */
export function fromConfig(config: OptimizationConfig, cores = availableParallelism()): ConfiguredSearch {
  const parsed = optimizationConfigSchema.safeParse(config)
  if (!parsed.success) throw badConfig(parsed.error.issues[0])
  const { data } = parsed
  return {
    study: {
      direction: data.study_direction,
      sampler: samplerOf(data.backend, data.sampler_config),
      pruner: data.enable_pruning ? patientMedian(data.pruning_patience) : { name: 'none' },
      ...(data.random_state !== null && { seed: data.random_state }),
    },
    optimize: {
      trials: data.n_trials,
      concurrency: data.n_jobs === -1 ? cores : data.n_jobs,
      ...(data.timeout !== null && { timeout: 1000 * data.timeout }),
      ...(data.timeout_per_trial !== null && { trialTimeout: 1000 * data.timeout_per_trial }),
      ...(data.retry_failed_trials && { retries: 1 }),
    },
  }
}

const samplerNames = { optuna: 'tpe', hyperopt: 'tpe', skopt: 'gp' } as const
const presets = { optuna: () => ({}), hyperopt, skopt } as const

function samplerOf(
  backend: keyof typeof samplerNames,
  config: Readonly<Record<string, unknown>> | null,
): SamplerChoice {
  const own = Object.entries(config ?? {}).map(([key, value]) => [camelCase(key), value] as const)
  const options = { ...presets[backend](), ...Object.fromEntries(own) }
  // Whether the options exist is for the sampler to say.
  return { name: samplerNames[backend], options }
}

function patientMedian(patience: number): PrunerChoice {
  return { name: 'patient', options: { patience, wrapped: 'median' } }
}

const camelCase = (name: string): string => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

function badConfig({ path, message }: z.core.$ZodIssue): InputError {
  return new InputError('config/bad-value', {
    what: `${path.length === 0 ? 'The configuration' : `Field ${path.map(String).join('.')} of the configuration`} cannot be used.`,
    allowed: message,
    advice: 'The fields are those of optimizationConfigSchema.',
    details: { path },
  })
}
