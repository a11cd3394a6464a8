import { good, note, type Finding } from './finding.ts'

/** Tries every engine for tensors as a program would, and says why each is not used. None of them is needed. */
export async function* checkTensors(): AsyncGenerator<Finding> {
  const { surveyEngines } = await import('../../tensor/survey-engines.ts')
  for await (const engine of surveyEngines()) {
    const name = `Tensors, ${engine.name}`
    yield 'device' in engine ? good(name, engine.device) : note(name, 'not used', engine.reason)
  }
}
