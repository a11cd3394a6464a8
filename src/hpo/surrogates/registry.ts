import { definition as bayesianLastLayer } from './bayesian-last-layer.ts'
import { definition as deepEnsemble } from './deep-ensemble.ts'
import type { SurrogateDefinition } from './surrogate.ts'

/** The neural surrogates by name. A line here enrols one in the contract test and in `samplers.neural`. */
export const surrogateRegistry = { deepEnsemble, bayesianLastLayer } satisfies Record<string, SurrogateDefinition>

export type SurrogateName = keyof typeof surrogateRegistry

export const surrogateNames = Object.keys(surrogateRegistry) as [SurrogateName, ...SurrogateName[]]
