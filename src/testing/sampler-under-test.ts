import type { Sampler } from '../hpo/core/sampler.ts'
import type { DeclareLaw } from './contract-law.ts'
import type { ContractSpaces } from './contract-spaces.ts'

/** What the laws are asked of. */
export interface SamplerUnderTest {
  readonly make: () => Promise<Sampler>
  readonly spaces: ContractSpaces
  readonly trials: number
  readonly law: DeclareLaw
}
