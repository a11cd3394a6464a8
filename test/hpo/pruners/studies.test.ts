import { type PrunerName, prunerRegistry } from '../../../src/hpo/pruners/registry.ts'
import { prunerStudyContract } from '../../../src/testing/pruner-study-contract.ts'
import { studyCases } from './study-cases.ts'

for (const [name, load] of Object.entries(prunerRegistry)) {
  for (const how of studyCases[name as PrunerName]) prunerStudyContract(name, load, how)
}
