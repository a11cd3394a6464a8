import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { resolveSampler, type SamplerName, samplerRegistry } from '../../../src/hpo/samplers/registry.ts'
import type { Params, SearchSpace } from '../../../src/hpo/space/distribution.ts'
import { askTell } from './ask-tell.ts'

// What each sampler suggests from a fixed seed: a change of any draw shows here. Run with ANSATZ_GOLDEN=1 to rewrite the
// files after a change on purpose, and say so in the changelog: users’ seeded studies change too.
const rewrite = process.env.ANSATZ_GOLDEN === '1'

const space: SearchSpace = new Map([
  ['lr', { kind: 'float', low: 1e-5, high: 1e-1, log: true, step: null }],
  ['drop', { kind: 'float', low: 0, high: 0.5, log: false, step: 0.1 }],
  ['width', { kind: 'int', low: 8, high: 512, log: true, step: 1 }],
  ['depth', { kind: 'int', low: 1, high: 9, log: false, step: 2 }],
  ['act', { kind: 'categorical', choices: ['tanh', 'sin', null] }],
])

const objective = ({ lr, drop, width, depth, act }: Params): number =>
  (Math.log10(lr as number) + 3) ** 2 +
  (drop as number) +
  (Math.log2(width as number) - 6) ** 2 / 4 +
  Math.abs((depth as number) - 5) +
  (act === 'sin' ? 0 : 1)

test.each(Object.keys(samplerRegistry) as SamplerName[])(
  '%s suggests what it always has from seed 42',
  async (name) => {
    const study = askTell(await resolveSampler(name), space, createRng(42))
    for (let trial = 0; trial < 30; trial++) {
      const params = study.ask()
      study.tell(params, objective(params))
    }
    const stream = study.trials.map(({ params }) => params)
    const file = new URL(`golden/${name}.json`, import.meta.url)
    if (rewrite) {
      mkdirSync(new URL('.', file), { recursive: true })
      writeFileSync(file, `[\n${stream.map((params) => `  ${JSON.stringify(params)}`).join(',\n')}\n]\n`)
    }
    expect(stream).toEqual(JSON.parse(readFileSync(file, 'utf8')))
  },
)
