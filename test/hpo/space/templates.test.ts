import { describe, expect, expectTypeOf, it } from 'vitest'
import { encodeDefaults } from '../../../src/hpo/space/encode.ts'
import { leavesOf } from '../../../src/hpo/space/flat-space.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import type { Infer } from '../../../src/hpo/space/node.ts'
import type { Space } from '../../../src/hpo/space/space.ts'
import { templates } from '../../../src/hpo/space/templates/templates.ts'
import { fails } from './fails.ts'

/** Each parameter in one line: range or values, scale, condition; then the defaults. */
function summary(space: Space<unknown>): readonly string[] {
  return leavesOf(space).map(({ name, distribution, labels, when }) => {
    const condition = when.map((c) => ` if ${c.name} = ${String(c.value)}`).join()
    if (labels !== undefined) return `${name}: ${labels.join(' ')}${condition}`
    if (distribution.kind === 'categorical') return `${name}: ${distribution.choices.join(' ')}${condition}`
    const { kind, low, high, log } = distribution
    return `${name}: ${kind} ${low} to ${high}${log ? ' log' : ''}${condition}`
  })
}

// The expected lines are the ranges and defaults of `create_search_space` in the document that the project started from.
describe('templates', () => {
  it('neuralNetwork', () => {
    expect(summary(templates.neuralNetwork())).toEqual([
      'learning_rate: float 0.00001 to 0.1 log',
      'batch_size: 16 32 64 128 256 512',
      'optimizer: adam sgd adamw rmsprop',
      'weight_decay: float 0.000001 to 0.01 log',
      'dropout_rate: float 0 to 0.5',
      'gradient_clip_norm: float 0.1 to 10',
      'beta1: float 0.85 to 0.99 if optimizer = adam',
      'beta2: float 0.99 to 0.9999 if optimizer = adam',
      'epsilon: float 1e-8 to 0.000001 log if optimizer = adam',
      'momentum: float 0 to 0.99 if optimizer = sgd',
      'nesterov: false true if optimizer = sgd',
    ])
    expect(encodeDefaults(templates.neuralNetwork())).toEqual({
      learning_rate: 1e-3,
      batch_size: 2,
      optimizer: 'adam',
      weight_decay: 1e-4,
      dropout_rate: 0.1,
      gradient_clip_norm: 1,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    })
    const sgd = templates.neuralNetwork().extend({ depth: int(1, 2) })
    expect(sgd.toJSON()).toMatchObject({
      branches: [{ cases: { sgd: { momentum: { default: 0.9 }, nesterov: { default: true } } } }],
    })
  })

  it('transformer', () => {
    expect(summary(templates.transformer())).toEqual([
      'learning_rate: float 0.00001 to 0.01 log',
      'warmup_steps: int 100 to 10000',
      'peak_learning_rate: float 0.0001 to 0.01 log',
      'attention_dropout: float 0 to 0.3',
      'feedforward_dropout: float 0 to 0.3',
      'layer_dropout: float 0 to 0.2',
      'label_smoothing: float 0 to 0.2',
      'gradient_accumulation_steps: int 1 to 16',
      'lr_schedule: cosine linear exponential polynomial',
      'cosine_restarts: int 1 to 5 if lr_schedule = cosine',
    ])
    expect(encodeDefaults(templates.transformer())).toEqual({
      learning_rate: 1e-4,
      warmup_steps: 4000,
      peak_learning_rate: 1e-3,
      attention_dropout: 0.1,
      feedforward_dropout: 0.1,
      layer_dropout: 0.1,
      label_smoothing: 0.1,
      gradient_accumulation_steps: 1,
      lr_schedule: 'cosine',
      cosine_restarts: 1,
    })
  })

  it('scientificComputing', () => {
    expect(summary(templates.scientificComputing())).toEqual([
      'learning_rate: float 0.000001 to 0.01 log',
      'physics_loss_weight: float 0.001 to 100 log',
      'boundary_loss_weight: float 0.01 to 1000 log',
      'initial_condition_weight: float 0.01 to 1000 log',
      'regularization_weight: float 0.000001 to 0.01 log',
      'fourier_features_scale: float 0.1 to 10 log',
      'adaptive_weights: false true',
      'conservation_tolerance: float 1e-8 to 0.0001 log',
      'symmetry_preservation: strict approximate none',
      'physical_bounds_enforcement: hard soft penalty',
    ])
    expect(encodeDefaults(templates.scientificComputing())).toEqual({
      learning_rate: 1e-4,
      physics_loss_weight: 1,
      boundary_loss_weight: 10,
      initial_condition_weight: 10,
      regularization_weight: 1e-4,
      fourier_features_scale: 1,
      adaptive_weights: true,
      conservation_tolerance: 1e-6,
      symmetry_preservation: 'approximate',
      physical_bounds_enforcement: 'soft',
    })
  })

  it('scientificComputingBalanced searches ratios of the loss weights', () => {
    const names = summary(templates.scientificComputingBalanced()).slice(-2)
    expect(names).toEqual([
      'loss_weights.boundary/physics: float 0.001 to 1000 log',
      'loss_weights.initial/physics: float 0.001 to 1000 log',
    ])
  })

  it('byName gives the typed template, and refuses others instead of taking a default', () => {
    const s = templates.byName('neural_network')
    expect(JSON.stringify(s)).toBe(JSON.stringify(templates.neuralNetwork()))
    expectTypeOf<Extract<Infer<typeof s>, { optimizer: 'sgd' }>['momentum']>().toEqualTypeOf<number>()
    // @ts-expect-error no such template
    fails(() => templates.byName('cnn'), 'space/unknown-template', 'neural_network, transformer')
  })

  it('can be extended', () => {
    const s = templates
      .neuralNetwork()
      .omit('dropout_rate')
      .extend({ depth: int(2, 8) })
    expectTypeOf<Infer<typeof s>['depth']>().toEqualTypeOf<number>()
    // @ts-expect-error it was left out
    expectTypeOf<Infer<typeof s>>().toHaveProperty('dropout_rate')
    expect(summary(s)).toContain('depth: int 2 to 8')
  })
})
