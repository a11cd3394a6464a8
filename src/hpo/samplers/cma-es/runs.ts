import type { Rng } from '../../../base/rng.ts'
import { diagonalCovariance } from './covariance.ts'
import type { CmaSettings } from './cma-options.ts'
import { startEvolution } from './evolution.ts'
import { type Solution, evolve } from './evolve.ts'
import { startLearningRates } from './learning-rates.ts'
import { type RunState, type ValueRange, shouldStop, stagnationSpan } from './stopping.ts'
import { defaultPopulation, strategyFor } from './strategy.ts'
import { fullCovariance } from './covariance.ts'
import type { StartDistribution } from './warm-start.ts'

/** A run of CMA-ES within a study, and what the runs before it have cost. Immutable. */
export interface Run extends RunState {
  /** 0 for the first. */
  readonly number: number
  /** Whether it is one of BIPOP's runs with a small population. */
  readonly isSmall: boolean
  /** How often the large population has grown. */
  readonly growths: number
  /** Solutions that runs with large and small populations have taken. */
  readonly spent: { readonly large: number; readonly small: number }
  /** When a small run ends at the latest. */
  readonly budget: number
}

export interface RunSetup {
  /** Grid points per coordinate; 0 for continuous ones. */
  readonly points: readonly number[]
  readonly settings: CmaSettings
  readonly start: StartDistribution
  /** Decides where later runs start. */
  readonly rng: Rng
}

export function firstRun(setup: RunSetup): Run {
  const { settings, start, points } = setup
  const population = settings.populationSize ?? defaultPopulation(points.length)
  return {
    number: 0,
    isSmall: false,
    growths: 0,
    spent: { large: 0, small: 0 },
    budget: Number.POSITIVE_INFINITY,
    ...begin(setup, { ...start, population }),
  }
}

function begin(
  { settings, points }: RunSetup,
  { population, mean, sigma, covariance }: StartDistribution & { readonly population: number },
): RunState {
  const d = points.length
  const hasGrid = points.some((count) => count > 0)
  const shape = settings.separable ? diagonalCovariance(covariance.variances) : covariance
  const evolution = startEvolution({
    mean,
    sigma,
    covariance: shape,
    rates: settings.learningRateAdaptation ? startLearningRates(d) : null,
    margin: hasGrid ? { stretch: new Float64Array(d).fill(1), least: 1 / (d * population), points } : null,
  })
  return { evolution, values: [], population, firstSigma: sigma, tolerance: settings.tolerance }
}

/** The run after a generation of ranked solutions; a new one when it has ended and restarts are wanted. */
export function advance(
  run: Run,
  { solutions, range }: { readonly solutions: readonly Solution[]; readonly range: ValueRange },
  setup: RunSetup,
): Run {
  const { separable, restarts } = setup.settings
  const dimensions = run.evolution.mean.length
  const strategy = strategyFor({ dimensions, population: solutions.length, separable: separable && dimensions > 1 })
  const kind = run.isSmall ? 'small' : 'large'
  const next: Run = {
    ...run,
    evolution: evolve(run.evolution, solutions, strategy),
    values: [...run.values, range].slice(-stagnationSpan(dimensions, run.population)),
    spent: { ...run.spent, [kind]: run.spent[kind] + solutions.length },
  }
  if (restarts === 'none') return next
  const isOver = shouldStop(next) || next.spent.small > next.budget
  return isOver ? restarted(next, setup) : next
}

/** IPOP: Auger and Hansen 2005. BIPOP: Hansen 2009, "Benchmarking a BI-population CMA-ES". */
function restarted(run: Run, setup: RunSetup): Run {
  const { settings, points, start } = setup
  const d = points.length
  const first = settings.populationSize ?? defaultPopulation(d)
  const rng = setup.rng.fork('run', run.number + 1)
  const isSmall = settings.restarts === 'bipop' && run.growths > 0 && run.spent.small < run.spent.large
  const growths = isSmall ? run.growths : run.growths + 1
  const large = first * 2 ** growths
  const population = isSmall ? Math.max(3, Math.floor(first * (large / first / 2) ** (rng.uniform() ** 2))) : large
  const sigma = settings.sigma0 * (isSmall ? 10 ** (-2 * rng.uniform()) : 1)
  const mean = Float64Array.from({ length: d }, () => rng.uniform())
  const identity = diagonalCovariance(new Float64Array(d).fill(1))
  const covariance = settings.separable ? identity : fullCovariance(identity.matrix(), d)
  return {
    number: run.number + 1,
    isSmall,
    growths,
    spent: run.spent,
    budget: isSmall ? run.spent.small + run.spent.large / 2 : Number.POSITIVE_INFINITY,
    ...begin(setup, { ...start, mean, sigma, covariance, population }),
  }
}
