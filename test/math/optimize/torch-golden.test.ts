import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { adam, adamW } from '../../../src/math/optimize/adam.ts'
import type { FirstOrderOptimizer, Objective } from '../../../src/math/optimize/optimizer.ts'
import { rmsProp } from '../../../src/math/optimize/rms-prop.ts'
import { sgd } from '../../../src/math/optimize/sgd.ts'
import { soap } from '../../../src/math/optimize/soap.ts'

interface Golden {
  readonly rows: number
  readonly start: number[]
  readonly gradients: number[][]
  readonly cases: { readonly optimizer: keyof typeof makers; readonly options: Options; readonly path: number[][] }[]
}

interface Options {
  readonly learningRate: number
}

const golden = JSON.parse(
  readFileSync(new URL('../../golden/torch-optimizers.json', import.meta.url), 'utf8'),
) as Golden

const makers = {
  adam,
  adamW,
  sgd,
  rmsProp,
  soap: (objective: Objective, start: Float64Array, options: Options): FirstOrderOptimizer =>
    soap(objective, start, { ...options, blocks: [{ offset: 0, rows: golden.rows, columns: golden.rows }] }),
}

it.each(golden.cases.map(({ optimizer, options, path }) => [optimizer, options, path] as const))(
  '%s(%o) goes where PyTorch goes',
  (name, options, path) => {
    let step = 0
    const given: Objective = (_, gradient) => {
      gradient.set(golden.gradients[step])
      return 1
    }
    const optimizer = makers[name](given, Float64Array.from(golden.start), options)
    for (step = 0; step < path.length; step++) {
      optimizer.step()
      path[step].forEach((coordinate, i) => expect(optimizer.x[i]).toBeCloseTo(coordinate, 9))
    }
  },
)
