import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { compile, type TopLevelSpec } from 'vega-lite'
import type { LoggerInterface } from 'vega'
import { describe, expect, it } from 'vitest'
import { displaySymbol } from '../../../src/base/display.ts'
import type { StudyView } from '../../../src/hpo/core/study-record.ts'
import { type PlotName, plots } from '../../../src/hpo/plots/registry.ts'
import type { Distribution } from '../../../src/hpo/space/distribution.ts'
import { completeVegaBundle } from '../../../src/notebook/display/vega-bundle.ts'
import { distributions, studyOf, trialOf } from './studies.ts'

const unit: Distribution = { kind: 'float', low: 0, high: 1, log: false, step: null }
const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`layer.${index}.weight`, unit]))

/** A study with each thing that makes plots fail; `goldens` are those whose spec is kept. */
const studies: Readonly<Record<string, StudyView>> = {
  typical: studyOf(),
  maximize: studyOf({ directions: ['maximize'], value: (number) => 0.8 + (number % 9) / 100 }),
  empty: studyOf({ trials: 0 }),
  one: studyOf({ trials: 1 }),
  'all failed': studyOf({ trials: 4, state: () => 'fail' }),
  'all pruned': studyOf({ trials: 4, state: () => 'pruned' }),
  'only running': studyOf({ trials: 2, state: () => 'running' }),
  infinite: studyOf({ value: (number) => [Number.POSITIVE_INFINITY, Number.NaN, 0, -3, 1e308, 5][number % 6] }),
  'all NaN': studyOf({ trials: 3, value: () => Number.NaN }),
  constant: studyOf({ value: () => 0 }),
  tiny: studyOf({ value: (number) => 5e-324 * (number + 1) }),
  'fifty parameters': studyOf({ space: fifty }),
  'no parameters': studyOf({ space: {} }),
  'two thousand trials': studyOf({ trials: 2000 }),
  'long names': studyOf({
    name: 'a name that goes on '.repeat(20),
    space: { ['parameter '.repeat(20)]: unit, choice: { kind: 'categorical', choices: ['x'.repeat(300), 'y'] } },
  }),
  'hostile names': studyOf({
    name: '</script> "quoted" \\ \n newline',
    space: {
      "it's [a].path": unit,
      '"': { kind: 'categorical', choices: ["it's", '\\', '"', 'datum.x', null, true, 'true'] },
    },
  }),
  'one choice': studyOf({ space: { only: { kind: 'categorical', choices: ['adam'] }, fixed: { ...unit, high: 0 } } }),
  conditional: conditionalStudy(),
}
const goldens = ['typical', 'maximize', 'empty', 'conditional']
const cases = (Object.keys(plots) as PlotName[]).flatMap((name) =>
  Object.keys(studies).map((study) => ({ name, study })),
)

function conditionalStudy(): StudyView {
  const study = studyOf()
  const trials = study.trials.map((trial) => {
    if (trial.params.optimizer !== 'sgd') return trial
    return {
      ...trial,
      params: { ...trial.params, momentum: (trial.number % 10) / 10 },
      distributions: { ...distributions, momentum: unit },
    }
  })
  return { ...study, trials: [...trials, trialOf(trials.length, { values: [0.002] })] }
}

describe.each(cases)('plots.$name of a study: $study', ({ name, study }) => {
  const plot = plots[name](studies[study])

  it('is plain JSON and the same for the same study', () => {
    expect(JSON.parse(JSON.stringify(plot.spec))).toStrictEqual(plot.spec)
    expect(plots[name](studies[study]).spec).toEqual(plot.spec)
  })

  it('says Vega-Lite 5, gives its size and describes itself', () => {
    expect(plot.spec.$schema).toBe('https://vega.github.io/schema/vega-lite/v5.json')
    const view = (plot.spec.concat ?? [plot.spec]) as readonly Readonly<Record<string, unknown>>[]
    for (const { width, height } of view) expect([typeof width, typeof height]).toEqual(['number', 'number'])
    expect(plot.text).toContain(`of ${JSON.stringify(studies[study].name)}`)
  })

  it('compiles without warnings', () => {
    const { logger, warnings } = recordingLogger()
    compile(structuredClone(plot.spec) as unknown as TopLevelSpec, { logger })
    expect(warnings).toEqual([])
  })

  it('renders to an SVG that a notebook can keep, without NaN in it', async () => {
    const { data } = await completeVegaBundle(plot[displaySymbol]())
    expect(Object.keys(data).sort()).toEqual(['application/vnd.vegalite.v5+json', 'image/svg+xml', 'text/plain'])
    expect(data['image/svg+xml']).toMatch(/^<svg/)
    expect(data['image/svg+xml']).not.toMatch(/="[^"]*(?:NaN|undefined|Infinity)/)
  })
})

describe.each(cases.filter(({ study }) => goldens.includes(study)))(
  'plots.$name of a study: $study',
  ({ name, study }) => {
    it('gives the spec that was looked at', () => {
      const { spec } = plots[name](studies[study])
      const file = new URL(`../../golden/plots/${name}-${study}.json`, import.meta.url)
      if (process.env.ANSATZ_GOLDEN === '1') {
        mkdirSync(new URL('.', file), { recursive: true })
        writeFileSync(file, `${JSON.stringify(spec, null, 1)}\n`)
      }
      expect(existsSync(file), 'make it with ANSATZ_GOLDEN=1 and look at it').toBe(true)
      expect(spec).toEqual(JSON.parse(readFileSync(file, 'utf8')))
    })
  },
)

function recordingLogger(): { logger: LoggerInterface; warnings: unknown[] } {
  const warnings: unknown[] = []
  const logger: LoggerInterface = {
    level: () => logger,
    error: (...text) => (warnings.push(text), logger),
    warn: (...text) => (warnings.push(text), logger),
    info: () => logger,
    debug: () => logger,
  }
  return { logger, warnings }
}
