import { describe, expect, test } from 'vitest'
import { adaptations, adaptSpace, createStudy, float, int, oneOf, space } from '../../../src/hpo/index.ts'

const search = space({
  arch: oneOf('kind', {
    conv: { block: oneOf('kind', { res: { width: int(1, 100) }, dense: { growth: float(0, 1) }, plain: { depth: int(1, 9) } }) }, // prettier-ignore
    mlp: { block: oneOf('kind', { wide: { width: int(1, 100) }, deep: { depth: int(1, 9) } }) },
    attention: { heads: int(1, 16) },
    tree: { leaves: int(2, 64) },
  }),
})
/** The best is arch conv with res blocks of width 64; other cases of conv are the next best. */
const loss = ({ arch }: { readonly arch: unknown }): number => {
  const { kind, block } = arch as { kind: string; block?: { kind: string; width?: number } }
  if (kind !== 'conv') return 3
  return block?.kind === 'res' ? Math.abs((block.width ?? 0) - 64) / 64 : 2
}
const plan = (options = {}) => adaptSpace({ interval: 10, strategies: [adaptations.coarseToFine(options)] })
const run = async (seed: number, adapt: ReturnType<typeof plan> | null) => {
  const study = await createStudy({ sampler: 'random', seed, pruner: null })
  await study.optimize(search, loss, { trials: 150, ...(adapt === null ? {} : { adapt }) })
  return study
}

describe('`adaptations.coarseToFine`', () => {
  test('decides the outer cases, then the inner ones, then narrows ranges', async () => {
    const study = await run(1, plan())
    const changed = study.adaptations.flatMap(({ changes }) => changes)
    const order = changed.map((change) => ('parameter' in change ? `${change.kind} ${change.parameter}` : change.kind))
    const outer = order.lastIndexOf('choices arch')
    const inner = order.indexOf('choices arch.conv.block')
    expect(order.indexOf('choices arch')).toBe(0)
    expect(outer).toBeLessThan(inner)
    expect(order.slice(inner)).toContain('range arch.conv.block.res.width')
    const last = study.trials.slice(-10)
    expect(last.every(({ params }) => params.arch === 'conv' && params['arch.conv.block'] === 'res')).toBe(true)
    const undone = await study.undoAdaptation(0)
    expect(undone).toMatchObject({ strategy: 'coarseToFine', undone: true })
  })

  test('finds more than a search of everything at once', async () => {
    const seeds = Array.from({ length: 12 }, (_, seed) => seed)
    const wins = await Promise.all(seeds.map(async (seed) => (await run(seed, plan())).bestValue <= (await run(seed, null)).bestValue)) // prettier-ignore
    expect(wins.filter(Boolean).length).toBeGreaterThanOrEqual(10)
  })

  test('leaves as many cases as it is told, and waits until each had its trials', async () => {
    const kept = await run(2, plan({ keep: 2 }))
    const arches = kept.adaptations.flatMap(({ changes }) => changes).filter((change) => 'parameter' in change && change.parameter === 'arch') // prettier-ignore
    expect(arches.at(-1)).toMatchObject({ kind: 'choices', choices: expect.objectContaining({ length: 2 }) as unknown })
    expect((await run(2, plan({ least: 1000 }))).adaptations).toEqual([])
  })

  test('refuses options that make no sense', () => {
    expect(() => adaptations.coarseToFine({ keep: 0 })).toThrow(
      expect.objectContaining({ code: 'adaptation/bad-option' }),
    )
    expect(() => adaptations.coarseToFine({ least: 'x' } as never)).toThrow(expect.objectContaining({ code: 'adaptation/bad-option' })) // prettier-ignore
    expect(() => adaptations.coarseToFine({ kept: 1 } as never)).toThrow(expect.objectContaining({ code: 'base/unknown-option' })) // prettier-ignore
  })
})
