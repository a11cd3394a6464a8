// The contract suites, for those who write a sampler, a pruner or a storage of their own. They need vitest and fast-check.
export { prunerContract, type PrunerContractOptions } from './pruner-contract.ts'
export { contractFidelity, schedulerContract } from './scheduler-contract.ts'
export { samplerContract } from './sampler-contract.ts'
export { storageContract, type StorageContractOptions } from './storage-contract.ts'
