import { expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { ReplayGuard } from '../../../src/notebook/protocol/replay-guard.ts'

test('replayGuard.admit lets a signature through once', () => {
  const guard = new ReplayGuard(createRng(1))
  expect([guard.admit('a'), guard.admit('b'), guard.admit('a')]).toEqual([true, true, false])
})

test('a full replayGuard forgets about a tenth and keeps the rest', () => {
  const guard = new ReplayGuard(createRng(1), 1000)
  for (let i = 0; i < 1001; i++) guard.admit(String(i))
  // Asking admits what was forgotten, so each is asked once; below the limit nothing more is forgotten.
  const forgotten = Array.from({ length: 1001 }, (_, i) => guard.admit(String(i))).filter(Boolean).length
  expect(forgotten).toBeGreaterThan(50)
  expect(forgotten).toBeLessThan(200)
})
