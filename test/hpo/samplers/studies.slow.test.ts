import { type SamplerName, samplerParts, samplerRegistry } from '../../../src/hpo/samplers/registry.ts'
import { samplerResumeContract } from '../../../src/testing/sampler-study-contract.ts'
import { studyCases } from './study-cases.ts'

for (const [name, load] of Object.entries(samplerRegistry)) {
  samplerResumeContract(name, load, { parts: samplerParts, ...studyCases[name as SamplerName] })
}
