import { surveyEngines } from '../../tensor/survey-engines.ts'
import { good, note } from './finding.ts'

// A process of its own, started by `checkTensors`: prints one finding a line, as JSON.
for await (const engine of surveyEngines()) {
  const name = `Tensors, ${engine.name}`
  const finding = 'device' in engine ? good(name, engine.device) : note(name, 'not used', engine.reason)
  process.stdout.write(`${JSON.stringify(finding)}\n`)
}
