import { expect, it } from 'vitest'
import { createStudy, int, type Infer, samplers, scheduleShape, schedules, space } from '../../src/index.ts'

it('scheduleShape() makes parameters of which every draw is a schedule', async () => {
  const searched = space({ ...scheduleShape({ peak: [1e-3, 1e-2], longestWarmup: 0.1 }), width: int(8, 64) })
  const study = await createStudy({ storage: 'memory:', sampler: samplers.random(), seed: 1 })
  const names = new Set<string>()
  const check = (p: Infer<typeof searched>): number => {
    const schedule = schedules.named({ ...p.lr_schedule, peak: p.lr, warmup: p.warmup_ratio })
    names.add(p.lr_schedule.name)
    const values = Array.from({ length: 101 }, (_, step) => schedule.at(step, 100))
    const highest = Math.max(...values)
    expect(highest).toBeLessThanOrEqual(1e-2)
    expect(highest).toBeGreaterThan(0.5 * p.lr)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
    return highest
  }
  await study.optimize(searched, check, { trials: 60 })
  expect([...names].sort()).toEqual(['constant', 'cosine', 'exponential', 'linear', 'polynomial', 'step'])
})
