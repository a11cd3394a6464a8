import { describe, expect, it, test } from 'vitest'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { lossWeights } from '../../../src/hpo/space/kinds/loss-weights.ts'
import { ordinal } from '../../../src/hpo/space/kinds/ordinal.ts'
import { powers } from '../../../src/hpo/space/kinds/powers.ts'
import { lintSpace } from '../../../src/hpo/space/lint-space.ts'
import type { Shape } from '../../../src/hpo/space/node.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { templates } from '../../../src/hpo/space/templates/templates.ts'

function codes(shape: Shape): readonly string[] {
  return lintSpace(space(shape)).map(({ code, parameter }) => `${parameter} ${code}`)
}

describe('lintSpace', () => {
  it('warns of the examples to avoid: a linear learning rate, one up to 1, batch sizes 1 to 1000', () => {
    const warnings = lintSpace(space({ learning_rate: float(0, 1), batch_size: int(1, 1000) }))
    expect(warnings).toEqual([
      {
        code: 'linear-rate',
        parameter: 'learning_rate',
        why: expect.stringContaining('order of magnitude'),
        instead: 'float(1e-5, 0.1).log()',
      },
      {
        code: 'high-rate',
        parameter: 'learning_rate',
        why: expect.stringContaining('diverges'),
        instead: 'float(1e-5, 1e-1).log()',
      },
      {
        code: 'not-powers',
        parameter: 'batch_size',
        why: expect.stringContaining('1000 sizes'),
        instead: 'powers(8, 512)',
      },
    ])
  })

  it('has nothing to say of the good ones', () => {
    expect(
      codes({
        learning_rate: float(1e-5, 1e-1).log(),
        batch_size: choice(16, 32, 64, 128),
        n_layers: int(2, 8),
      }),
    ).toEqual([])
    expect(lintSpace(templates.neuralNetwork())).toEqual([])
    expect(lintSpace(templates.transformer())).toEqual([])
    expect(lintSpace(templates.scientificComputingBalanced())).toEqual([])
  })

  it('names the free loss weights of the scientific template', () => {
    const [warning, ...others] = lintSpace(templates.scientificComputing())
    expect(others).toEqual([])
    expect(warning).toMatchObject({ code: 'free-loss-weights', parameter: 'physics_loss_weight' })
    expect(warning.instead).toContain('lossWeights(["physics_loss_weight", "boundary_loss_weight"')
  })

  const cases: readonly (readonly [Shape, readonly string[]])[] = [
    [{ c: float(1e-3, 1) }, ['c linear-decades']],
    [{ c: float(1e-3, 1).log() }, []],
    [{ c: float(1e-3, 1).prior({ kind: 'logUniform' }) }, []],
    [{ c: float(0.01, 1) }, []],
    [{ steps: int(1, 1000) }, ['steps linear-decades']],
    [{ weightDecay: float(0, 0.1) }, ['weightDecay linear-rate']],
    [{ dropout: float(0, 0.5), color: float(0, 1), deltas: float(0, 1) }, []],
    [{ eps: float(1e-14, 1e-2).log() }, ['eps wide-range']],
    [{ hiddenSize: int(32, 512) }, ['hiddenSize not-powers']],
    [{ hiddenSize: powers(32, 512), width: int(2, 8) }, []],
    [{ c: choice(0.1, 0.2, 0.3, 0.4) }, ['c unordered-numbers']],
    [{ c: ordinal(0.1, 0.2, 0.3, 0.4), d: choice(1, 5, 2, 9) }, []],
    [{ c: choice(Array.from({ length: 21 }, (_, i) => `c${i}`)) }, ['c many-choices']],
    [{ w: lossWeights(['pde', 'bc']) }, []],
  ]
  test.each(
    cases.map(([shape, expected]) => ({ shape, expected, json: JSON.stringify(space(shape).toJSON().fields) })),
  )('$json', ({ shape, expected }) => {
    expect(codes(shape)).toEqual(expected)
  })
})
