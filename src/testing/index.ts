// The contract suites, for those who write a sampler, a pruner, a scheduler or a storage of their own. They need vitest and
// fast-check.
export type { LawException } from './contract-law.ts'
export { populationContract } from './population-contract.ts'
export { prunerContract, type PrunerContractOptions } from './pruner-contract.ts'
export { prunerResumeContract, prunerStudyContract } from './pruner-study-contract.ts'
export { contractFidelity, schedulerContract } from './scheduler-contract.ts'
export { samplerContract } from './sampler-contract.ts'
export {
  samplerResumeContract,
  samplerStudyContract,
  type SamplerStudyContractOptions,
} from './sampler-study-contract.ts'
export { storageContract, type StorageContractOptions } from './storage-contract.ts'
