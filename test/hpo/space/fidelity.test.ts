import { describe, expect, expectTypeOf, it } from 'vitest'
import { fidelityOf } from '../../../src/hpo/space/fidelity.ts'
import type { Fidelity } from '../../../src/hpo/space/fidelity.ts'
import { leavesOf } from '../../../src/hpo/space/flat-space.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { spaceFromJSON } from '../../../src/hpo/space/space-from-json.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { openStudy } from '../study/setup.ts'
import { fails } from './fails.ts'

const s = space({ lr: float(1e-5, 1e-1).log(), epochs: int(1, 81).log().fidelity().unit('epochs') })

describe('fidelityOf', () => {
  it('gives the parameter that was marked, whose name the compiler knows', () => {
    expect(fidelityOf(s)).toEqual({
      name: 'epochs',
      distribution: { kind: 'int', low: 1, high: 81, log: true, step: 1 },
    })
    expectTypeOf(fidelityOf(s)).toEqualTypeOf<Fidelity<'epochs'>>()
    expectTypeOf(fidelityOf(space({ train: s })).name).toEqualTypeOf<'train.epochs'>()
    expect(fidelityOf(space({ train: s })).name).toBe('train.epochs')
    expectTypeOf(fidelityOf(space({ lr: float(0, 1) }))).toEqualTypeOf<null>()
    expect(fidelityOf(space({ lr: float(0, 1) }))).toBeNull()
  })

  it('follows the space through its methods and JSON', () => {
    const grown = s
      .extend({ act: choice('a', 'b') })
      .branch('act', { a: { x: int(1, 2) } })
      .derive({ twice: (p) => 2 * p.epochs })
      .require('short', (p) => p.twice < 200)
    expectTypeOf(fidelityOf(grown).name).toEqualTypeOf<'epochs'>()
    expectTypeOf(fidelityOf(s.omit('epochs'))).toEqualTypeOf<null>()
    expectTypeOf(fidelityOf(s.extend({ epochs: int(1, 2) }))).toEqualTypeOf<null>()
    expectTypeOf(fidelityOf(spaceFromJSON(s.toJSON()))).toEqualTypeOf<Fidelity | null>()
    expect(fidelityOf(spaceFromJSON(s.toJSON()))).toEqual(fidelityOf(s))
    expect(leavesOf(s)[1]).toMatchObject({ fidelity: true, unit: 'epochs' })
  })

  it('is one, and part of every trial', () => {
    fails(() => s.extend({ mesh: int(1, 9).fidelity() }), 'space/bad-fidelity', '"epochs", "mesh"')
    fails(() => space({ o: oneOf('k', { a: { n: int(1, 9).fidelity() } }) }), 'space/bad-fidelity', 'o.a.n')
  })

  it.each(['random', 'tpe'] as const)('where nothing sets it, trials of %s have the full fidelity', async (sampler) => {
    const study = await openStudy({ sampler })
    await study.enqueue({ epochs: 3 }, { space: s })
    await study.optimize(s, (p) => p.lr, { trials: 15 })
    expect(study.trials.map(({ params }) => params.epochs)).toEqual([3, ...Array.from({ length: 14 }, () => 81)])
  })
})
