import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import type { TrialRecord } from '../../src/hpo/core/trial-record.ts'
import { openStorage } from '../../src/hpo/storages/open-storage.ts'
import { chooseSqliteDriver } from '../../src/hpo/storages/sqlite/sqlite-driver.ts'

const folder = mkdtempSync(join(tmpdir(), 'ansatz-processes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const script = fileURLToPath(new URL('storage-worker.mjs', import.meta.url))

interface Step {
  readonly finished?: number
  readonly claimed?: number
  readonly seen?: number
}

interface Worker {
  readonly child: ChildProcess
  /** What it has said so far. */
  readonly steps: Step[]
  /** Resolves with the exit code, or null after a signal, when all that it said has been read. */
  readonly ended: Promise<number | null>
}

function startWorker(mode: 'create' | 'claim' | 'both', url: string, count: number): Worker {
  const child = spawn(process.execPath, [script, mode, url, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const steps: Step[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => steps.push(JSON.parse(line) as Step))
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]).then(([[code]]) => code as number | null)
  return { child, steps, ended }
}

async function makeStudy(url: string, waiting: number): Promise<number> {
  await using storage = await openStorage(url)
  const { id } = await storage.createStudy({ name: 'shared', directions: ['minimize'] })
  for (let index = 0; index < waiting; index++) await storage.createTrial(id, { state: 'waiting' })
  return id
}

async function readStudy(url: string, study: number): Promise<readonly TrialRecord[]> {
  await using storage = await openStorage(url)
  return storage.readTrials(study)
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
const ascending = (a: number, b: number): number => a - b

describe('one study file in several processes', () => {
  it('four that create and claim at once: numbers without gap or repeat, no waiting trial claimed twice', async () => {
    const url = `sqlite:///${join(folder, 'four.db')}`
    const [waiting, created] = [120, 40]
    const study = await makeStudy(url, waiting)
    const workers = upTo(4).map(() => startWorker('both', url, created))
    expect(await Promise.all(workers.map(({ ended }) => ended))).toEqual([0, 0, 0, 0])
    const steps = workers.flatMap((worker) => worker.steps)
    const finished = steps.flatMap((step) => step.finished ?? []).sort(ascending)
    const claimed = steps.flatMap((step) => step.claimed ?? []).sort(ascending)
    expect(claimed).toEqual(upTo(waiting))
    expect(finished).toEqual(upTo(waiting + 4 * created).slice(waiting))
    const trials = await readStudy(url, study)
    expect(trials.map(({ number }) => number)).toEqual(upTo(waiting + 4 * created))
    for (const { number, state, values, params, intermediateValues } of trials) {
      expect({ state, values, params, point: intermediateValues.get(0) }).toEqual({
        state: 'complete',
        values: [number],
        params: { lr: (number % 100) / 100 },
        point: number,
      })
    }
  })

  it('four that only claim: each of 120 waiting trials is claimed by exactly one', async () => {
    const url = `sqlite:///${join(folder, 'claims.db')}`
    await makeStudy(url, 120)
    const workers = upTo(4).map(() => startWorker('claim', url, 0))
    await Promise.all(workers.map(({ ended }) => ended))
    const claimed = workers.flatMap(({ steps }) => steps.flatMap((step) => step.claimed ?? []))
    expect(claimed.sort(ascending)).toEqual(upTo(120))
  })
})

describe('SIGKILL in the middle of a study', () => {
  it('loses no finished trial; the file opens again with the right count and goes on', async () => {
    const url = `sqlite:///${join(folder, 'killed.db')}`
    const study = await makeStudy(url, 0)
    const promised = new Set<number>()
    for (const round of upTo(5)) {
      const worker = startWorker('create', url, 100_000)
      await firstSteps(worker, 10 + 3 * round)
      worker.child.kill('SIGKILL')
      expect(await worker.ended).toBeNull()
      for (const { finished } of worker.steps) promised.add(finished!)
      const trials = await readStudy(url, study)
      expect(trials.map(({ number }) => number)).toEqual(upTo(trials.length))
      for (const number of promised) expect(trials[number]).toMatchObject({ state: 'complete', values: [number] })
      // One trial a round may have been running, and one finished without having been announced.
      const complete = trials.filter(({ state }) => state === 'complete').length
      expect(complete - promised.size).toBeLessThanOrEqual(round + 1)
      expect(trials.length - complete).toBeLessThanOrEqual(round + 1)
    }
    expect(promised.size).toBeGreaterThan(50)
    const connection = chooseSqliteDriver().open(join(folder, 'killed.db'))
    expect(connection.prepare('PRAGMA integrity_check').all()).toMatchObject([{ integrity_check: 'ok' }])
    connection.close()
  })
})

/** Waits until the worker has said `count` lines. */
async function firstSteps(worker: Worker, count: number): Promise<void> {
  while (worker.steps.length < count) {
    if (worker.child.exitCode !== null) throw new Error(`The worker ended early with code ${worker.child.exitCode}.`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
