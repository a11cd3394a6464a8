import { describe, expect, test } from 'vitest'
import type { Sampler } from '../../../src/hpo/core/sampler.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { lossWeights } from '../../../src/hpo/space/kinds/loss-weights.ts'
import { subset } from '../../../src/hpo/space/kinds/subset.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { openStudy, refusal } from './setup.ts'

/** Feasible in 1/200 of the space: fewer than one of ten attempts of a sampler that knows nothing. */
const band = space({ x: float(0, 1), y: float(0, 1) }).require(
  'x and y nearly agree',
  (p) => Math.abs(p.x - p.y) < 0.0025,
)

/** Always gives the lowest value, whatever is required. */
const stubborn: Sampler = {
  name: 'stubborn',
  traits: { joint: true, multiObjective: true, usesHistory: false },
  suggest: ({ space: asked, trial }) => {
    trial.note('ansatz:stubborn', 1)
    return Object.fromEntries(
      Array.from(asked, ([name, distribution]) => [
        name,
        distribution.kind === 'categorical' ? distribution.choices[0] : distribution.low,
      ]),
    )
  },
}

describe('requirements', () => {
  test.each(['random', 'tpe'] as const)('no trial of %s ever breaks one', async (sampler) => {
    const study = await openStudy({ sampler })
    const seen: number[] = []
    await study.optimize(
      band,
      (p) => {
        seen.push(Math.abs(p.x - p.y))
        return p.x
      },
      { trials: 60 },
    )
    expect(seen).toHaveLength(60)
    expect(Math.max(...seen)).toBeLessThan(0.0025)
    for (const { params } of study.trials) expect(Math.abs(Number(params.x) - Number(params.y))).toBeLessThan(0.0025)
  })

  test('random points are uniform on the feasible part', async () => {
    const study = await openStudy()
    const triangle = space({ x: float(0, 1), y: float(0, 1) }).require('x below y', (p) => p.x < p.y)
    await study.optimize(triangle, () => 0, { trials: 400 })
    const mean = study.trials.reduce((sum, { params }) => sum + Number(params.x), 0) / 400
    // E x = 1/3, standard error 0.0118: 4 of them.
    expect(Math.abs(mean - 1 / 3)).toBeLessThan(0.048)
  })

  test('a sampler that repeats itself is replaced by uniform draws, and its notes are dropped', async () => {
    const study = await openStudy({ sampler: stubborn })
    const s = space({ n: int(0, 9), m: int(0, 9) }).require('n above 5', (p) => p.n > 5)
    const { params } = await study.ask(s)
    expect(params.n).toBeGreaterThan(5)
    const free = await study.ask(space({ n: int(0, 9) }))
    await study.tell(free, 0)
    expect(study.trials.map(({ systemAttrs }) => Object.hasOwn(systemAttrs, 'ansatz:stubborn'))).toEqual([false, true])
  })

  test('the bounds of a subset hold, for one of thirty items too, each item alike', async () => {
    const items = Array.from({ length: 30 }, (_, i) => `f${i}`)
    const study = await openStudy()
    const counts = new Map<string, number>()
    await study.optimize(
      space({ f: subset(items, { min: 1, max: 1 }) }),
      (p) => {
        expect(p.f).toHaveLength(1)
        counts.set(p.f[0], (counts.get(p.f[0]) ?? 0) + 1)
        return 0
      },
      { trials: 300 },
    )
    expect(counts.size).toBeGreaterThan(25)
  })

  test('what is fixed stays fixed while the rest is drawn anew', async () => {
    const study = await openStudy()
    await study.enqueue({ x: 0.25 }, { space: band })
    const { params } = await study.ask(band)
    expect(params.x).toBe(0.25)
    expect(Math.abs(params.y - 0.25)).toBeLessThan(0.0025)
  })

  test('an impossible one fails the trial and names the requirement that was missed most often', async () => {
    const study = await openStudy()
    const s = space({ n: int(0, 9) })
      .require('n below 5', (p) => p.n < 5)
      .require('n above 90', (p) => p.n > 90)
    const error = await refusal(() => study.ask(s))
    expect(error).toMatchObject({ code: 'space/infeasible', details: { requirement: 'n above 90', attempts: 10_010 } })
    expect(error.message).toContain('"n above 90"')
    await study.refresh()
    expect(study.trials[0].state).toBe('fail')
  })

  test('study.enqueue refuses an infeasible point, and ask one that was enqueued without its space', async () => {
    const study = await openStudy()
    const error = await refusal(() => study.enqueue({ x: 0, y: 1 }, { space: band }))
    expect(error).toMatchObject({ code: 'study/infeasible-enqueued' })
    expect(error.message).toContain('"x and y nearly agree"')
    expect(study.trials).toHaveLength(0)
    await study.enqueue({ x: 0, y: 1 })
    expect(await refusal(() => study.ask(band))).toMatchObject({ code: 'space/infeasible', details: { attempts: 1 } })
  })

  test('a predicate that throws fails the trial with its name', async () => {
    const study = await openStudy()
    const s = space({ n: int(0, 9) }).require('priced', () => {
      throw new Error('no price')
    })
    expect(await refusal(() => study.ask(s))).toMatchObject({ code: 'space/requirement-failed' })
  })

  test('a space without requirements draws what it drew before there were any', async () => {
    const plain = space({ x: float(0, 1), w: lossWeights(['a', 'b']) })
    const [a, b] = [await openStudy(), await openStudy()]
    const always = plain.require('always', () => true)
    expect((await a.ask(plain)).params).toEqual((await b.ask(always)).params)
  })

  test('the sampler can ask whether the space allows a point', async () => {
    const allowed: boolean[] = []
    const asking: Sampler = {
      ...stubborn,
      suggest(request) {
        allowed.push(request.declared!.allows({ x: 0.5, y: 0.5 }), request.declared!.allows({ x: 0, y: 1 }))
        return { x: 0.5, y: 0.5 }
      },
    }
    await (await openStudy({ sampler: asking })).ask(band)
    expect(allowed).toEqual([true, false])
  })
})
