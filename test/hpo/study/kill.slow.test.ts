import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { openStudy } from './setup.ts'

const folder = await mkdtemp(join(tmpdir(), 'ansatz-kill-'))
afterAll(() => rm(folder, { recursive: true }))

const script = fileURLToPath(new URL('endless-study.mjs', import.meta.url))
const s = space({ x: float(-1, 1), n: int(1, 9) })
const objective = ({ x, n }: { x: number; n: number }): number => x ** 2 + n

interface Finished {
  readonly number: number
  readonly value: number
}

const population = fileURLToPath(new URL('endless-population.mjs', import.meta.url))

/** Trains the population in a process of its own, kills that after so many generations, and gives the last line it said. */
async function trainAndKill(url: string, generations: number): Promise<string> {
  const child = spawn(process.execPath, [population, url, join(folder, 'checkpoints')], { stdio: ['ignore', 'pipe', 'inherit'] }) // prettier-ignore
  const lines = createInterface({ input: child.stdout })
  let said = 0
  let last = ''
  lines.on('line', (line) => {
    last = line
    if (++said >= generations) child.kill('SIGKILL')
  })
  await Promise.all([once(child, 'exit'), once(lines, 'close')])
  return last
}

test('a population whose process is killed again and again ends as one that never was, to the last bit', async () => {
  const url = `sqlite:///${join(folder, 'population.db')}`
  await trainAndKill(url, 3)
  await trainAndKill(url, 4)
  const ended = JSON.parse(await trainAndKill(url, Number.POSITIVE_INFINITY)) as { readonly best: number }
  expect(await trainAndKill(`sqlite:///${join(folder, 'whole.db')}`, Number.POSITIVE_INFINITY)).toBe(JSON.stringify(ended)) // prettier-ignore
  await using study = await openStudy({ name: 'population', storage: url, seed: undefined, loadIfExists: true })
  expect(study.bestValue).toBe(ended.best)
  expect(study.trials.every(({ state }) => state === 'complete' || state === 'pruned')).toBe(true)
})

/** Runs the study in a process of its own, kills that after `trials`, and gives what it had said until then. */
async function runAndKill(url: string, trials: number): Promise<readonly Finished[]> {
  const child = spawn(process.execPath, [script, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: Finished[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => {
    said.push(JSON.parse(line) as Finished)
    if (said.length >= trials) child.kill('SIGKILL')
  })
  const [[, signal]] = (await Promise.all([once(child, 'exit'), once(lines, 'close')])) as [
    [unknown, string | null],
    unknown,
  ]
  expect(signal).toBe('SIGKILL')
  return said
}

test('a study whose process is killed loses no finished trial, and continues with the right count', async () => {
  const url = `sqlite:///${join(folder, 'killed.db')}`
  const said = [...(await runAndKill(url, 12)), ...(await runAndKill(url, 7))]
  expect(said.length).toBeGreaterThanOrEqual(19)

  await using study = await openStudy({
    name: 'killed',
    storage: url,
    sampler: 'tpe',
    seed: undefined,
    loadIfExists: true,
  })
  for (const { number, value } of said) {
    expect(study.trials[number]).toMatchObject({ number, state: 'complete', values: [value] })
  }
  const before = study.trials.length
  // At each kill at most one trial was running; no other may be unfinished.
  expect(before - study.trials.filter(({ state }) => state === 'complete').length).toBeLessThanOrEqual(2)

  await study.optimize(s, objective, { trials: 5 })
  expect(study.trials).toHaveLength(before + 5)
  expect(study.trials.map(({ number }) => number)).toEqual(study.trials.map((_, index) => index))
  expect(study.trials.slice(before).every(({ state }) => state === 'complete')).toBe(true)
})

test('up to the kill the trials are those of a study that was never killed', async () => {
  const url = `sqlite:///${join(folder, 'same.db')}`
  const said = await runAndKill(url, 20)
  const whole = await openStudy({ sampler: 'tpe', seed: 4 })
  await whole.optimize(s, objective, { trials: said.length })
  expect(said.map(({ value }) => value)).toEqual(whole.trials.map(({ values }) => values![0]))
})
