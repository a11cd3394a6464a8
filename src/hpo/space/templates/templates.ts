import { unknownTemplate } from '../messages.ts'
import { neuralNetwork } from './neural-network.ts'
import { scientificComputing, scientificComputingBalanced } from './scientific-computing.ts'
import { transformer } from './transformer.ts'

const byName = {
  neural_network: neuralNetwork,
  transformer,
  scientific_computing: scientificComputing,
  scientific_computing_balanced: scientificComputingBalanced,
}

/** The names that `templates.byName` takes. */
export type TemplateName = keyof typeof byName

/**
 * Spaces to start from. Each call gives a fresh one; change it with `extend`, `omit`, `branch`, `derive` and `require`.
 *
 * @example templates.neuralNetwork().omit('dropout_rate').extend({ depth: int(2, 8) })
 */
export const templates = Object.freeze({
  neuralNetwork,
  transformer,
  scientificComputing,
  scientificComputingBalanced,
  /**
   * The template of that name.
   *
   * @throws InputError `space/unknown-template`
   */
  byName<const Name extends TemplateName>(name: Name): ReturnType<(typeof byName)[Name]> {
    if (!Object.hasOwn(byName, name)) throw unknownTemplate(name, Object.keys(byName))
    return byName[name]() as ReturnType<(typeof byName)[Name]>
  },
})
