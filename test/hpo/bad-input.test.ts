import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { AnsatzError, InputError } from '../../src/base/errors.ts'
import * as hpo from '../../src/hpo/index.ts'

// Nonsense for every public function: each value is either good, or refused with one error of ours that says what is
// allowed; never a TypeError from inside, and never silence.

const nonsense = {
  undefined,
  null: null,
  seven: 7,
  minusOne: -1,
  nan: Number.NaN,
  text: 'nonsense',
  emptyText: '',
  emptyList: [],
  emptyObject: {},
  yes: true,
  function: () => 1,
  listOfNull: [null],
  objectOfNull: { a: null },
} as const

type Kind = keyof typeof nonsense
type Call = (value: never) => unknown

const folder = await mkdtemp(join(tmpdir(), 'ansatz-nonsense-'))
afterAll(() => rm(folder, { recursive: true }))

const { float, int, choice } = hpo
const s = hpo.space({ x: float(0, 1) })
const study = await hpo.createStudy({ storage: 'memory:', sampler: 'random', pruner: null })
await study.optimize(s, ({ x }) => x, { trials: 3, progress: false })

const options: readonly Kind[] = ['undefined', 'emptyObject']
const nullableOptions: readonly Kind[] = [...options, 'null']
const numbers: readonly Kind[] = ['seven', 'minusOne']
const json: readonly Kind[] = ['null', 'seven', 'minusOne', 'nan', 'text', 'emptyText', 'emptyList', 'emptyObject', 'yes', 'listOfNull', 'objectOfNull'] // prettier-ignore
const open = (how: object) => hpo.createStudy({ storage: 'memory:', sampler: 'random', ...how })
const add = (how: object) => study.addTrial({ space: s, params: { x: 0.5 }, values: 1, ...how })
const asked = () => study.ask(s)

/** By name: the call, and what it takes. */
const calls: Readonly<Record<string, readonly [Call, readonly Kind[]]>> = {
  // Spaces
  space: [hpo.space, ['emptyObject']],
  'float low': [(v) => float(v, 1), ['minusOne']],
  'float high': [(v) => float(0, v), ['seven']],
  'int high': [(v) => int(0, v), ['seven']],
  'float.step': [(v) => float(0, 1).step(v), ['undefined', 'null', 'seven']],
  'float.default': [(v) => float(0, 1).default(v), ['undefined']],
  'float.unit': [(v) => float(0, 1).unit(v), ['undefined', 'text']],
  'float.doc': [(v) => float(0, 1).doc(v), ['undefined', 'text']],
  'float.prior': [(v) => float(0, 1).prior(v), ['undefined']],
  choice: [(v) => choice(v), ['null', 'seven', 'minusOne', 'text', 'emptyText', 'yes', 'listOfNull']],
  'choice.default': [(v) => choice('p', 'q').default(v), ['undefined']],
  ordinal: [(v) => hpo.ordinal(v), ['null', 'seven', 'minusOne', 'text', 'emptyText', 'yes', 'listOfNull']],
  powers: [(v) => hpo.powers(1, v), []],
  oneOf: [(v) => hpo.oneOf('name', v), []],
  simplex: [(v) => hpo.simplex(v), []],
  'simplex options': [(v) => hpo.simplex(['a', 'b'], v), options],
  lossWeights: [(v) => hpo.lossWeights(v), []],
  'lossWeights options': [(v) => hpo.lossWeights(['a', 'b'], v), options],
  subset: [(v) => hpo.subset(v), ['listOfNull']],
  'subset size': [(v) => hpo.subset(['a', 'b'], v), options],
  permutation: [(v) => hpo.permutation(v), []],
  'space.branch': [(v) => hpo.space({ c: choice('p', 'q') }).branch('c', v), ['emptyObject']],
  'space.branch key': [(v) => s.branch(v, {}), []],
  'space.derive': [(v) => s.derive(v), ['emptyObject']],
  'space.require': [(v) => s.require('x', v), ['function']],
  'space.require sentence': [(v) => s.require(v, () => true), ['text']],
  'space.extend': [(v) => s.extend(v), ['emptyObject']],
  'space.omit': [(v) => s.omit(v), []],
  'space.parse': [(v) => s.parse(v), []],
  decode: [(v) => hpo.decode(v, {}), []],
  'decode params': [(v) => hpo.decode(s, v), []],
  draw: [(v) => hpo.draw(v, v), []],
  'draw suggester': [(v) => hpo.draw(s, v), []],
  encode: [(v) => hpo.encode(v, {}), []],
  'encode value': [(v) => hpo.encode(s, v), ['undefined', 'emptyList', 'emptyObject']],
  encodeDefaults: [(v) => hpo.encodeDefaults(v), []],
  fidelityOf: [(v) => hpo.fidelityOf(v), []],
  lintSpace: [(v) => hpo.lintSpace(v), []],
  'templates.byName': [(v) => hpo.templates.byName(v), []],
  spaceFromJSON: [(v) => hpo.spaceFromJSON(v), []],
  'spaceFromJSON functions': [(v) => hpo.spaceFromJSON(s.toJSON(), v), options],
  spaceFromZod: [(v) => hpo.spaceFromZod(v), []],
  spaceFromJsonSchema: [(v) => hpo.spaceFromJsonSchema(v), []],
  spaceFromOptuna: [(v) => hpo.spaceFromOptuna(v), ['emptyObject']],
  spaceFromRayTune: [(v) => hpo.spaceFromRayTune(v), ['emptyObject', 'objectOfNull']],
  spaceFromWandb: [(v) => hpo.spaceFromWandb(v), ['emptyObject']],
  spaceFromConfigSpace: [(v) => hpo.spaceFromConfigSpace(v), ['emptyObject', 'objectOfNull']],
  spaceFromTuples: [(v) => hpo.spaceFromTuples(v), ['emptyObject']],
  // Studies
  'createStudy storage': [(v) => open({ storage: v }), ['undefined']],
  'createStudy sampler': [(v) => open({ sampler: v }), ['undefined']],
  'createStudy pruner': [(v) => open({ pruner: v }), ['undefined', 'null']],
  'createStudy direction': [(v) => open({ direction: v }), ['undefined']],
  'createStudy directions': [(v) => open({ directions: v }), ['undefined']],
  'createStudy seed': [(v) => open({ seed: v }), ['undefined', ...numbers, 'text', 'emptyText']],
  'createStudy metricNames': [(v) => open({ metricNames: v }), ['undefined']],
  'createStudy loadIfExists': [(v) => open({ loadIfExists: v }), ['undefined', 'yes']],
  'loadStudy name': [(v) => hpo.loadStudy({ storage: 'memory:', name: v }), []],
  'listStudies storage': [(v) => hpo.listStudies({ storage: v }), ['undefined']],
  openStorage: [(v) => hpo.openStorage(v), []],
  'study.ask': [(v) => study.ask(v), ['undefined']],
  'study.tell trial': [(v) => study.tell(v, 1), []],
  'study.tell result': [async (v) => study.tell(await asked(), v), [...numbers, 'nan']],
  'study.optimize': [(v) => study.optimize(v, { trials: 1, progress: false }), ['function']],
  'study.optimize objective': [(v) => study.optimize(s, v, { trials: 1, progress: false }), ['function']],
  'study.optimize trials': [(v) => study.optimize(s, () => 1, { trials: v, timeout: 1, progress: false }), ['undefined', 'seven']], // prettier-ignore
  'study.enqueue': [(v) => study.enqueue(v), ['emptyObject', 'objectOfNull']],
  'study.enqueue options': [(v) => study.enqueue({ x: 0.5 }, v), options],
  'study.enqueue in a space': [(v) => study.enqueue(v, { space: s }), ['undefined', 'emptyList', 'emptyObject']],
  'study.addTrial': [(v) => study.addTrial(v), []],
  'study.addTrial params': [(v) => add({ params: v }), []],
  'study.addTrial values': [(v) => add({ values: v }), numbers],
  'study.addTrial constraints': [(v) => add({ constraints: v }), ['undefined', 'emptyList']],
  'study.addTrial curve': [(v) => add({ intermediateValues: v }), options],
  'study.addTrial attrs': [(v) => add({ userAttrs: v }), [...options, 'objectOfNull']],
  'study.setUserAttr': [(v) => study.setUserAttr('k', v), json],
  'study.observe': [(v) => study.observe(v), ['emptyObject', 'objectOfNull']],
  'study.convergence': [(v) => study.convergence(v), options],
  'study.convergence startup': [(v) => study.convergence({ startupTrials: v }), ['undefined', 'seven']],
  'study.likelyBest': [(v) => study.likelyBest(v), options],
  'study.likelyBest confidence': [(v) => study.likelyBest({ confidence: v }), ['undefined']],
  'study.importances': [(v) => study.importances(v), options],
  'study.importances target': [(v) => study.importances({ target: v }), ['undefined']],
  'study.evolve space': [(v) => study.evolve(v, {} as never, {} as never), []],
  'study.evolve member': [(v) => study.evolve(s, v, { scheduler: hpo.schedulers.pbt(), steps: 1 }), []],
  'study.evolve options': [(v) => study.evolve(s, { init: () => 1, step: () => 1 }, v), []],
  'study.learnFrom': [(v) => study.learnFrom(v, { space: s }), []],
  'study.learnFrom options': [(v) => study.learnFrom(study, v), []],
  'study.undoAdaptation': [(v) => study.undoAdaptation(v), []],
  'trial.float': [async (v) => (await asked()).float('q', v, 1), ['minusOne']],
  'trial.float options': [async (v) => (await asked()).float('q', 0, 1, v), options],
  'trial.name': [async (v) => (await asked()).float(v, 0, 1), ['text']],
  'trial.categorical': [async (v) => (await study.ask()).categorical('other', v), ['listOfNull']],
  'trial.report': [async (v) => (await asked()).report(v, 1), [...numbers, 'nan']],
  'trial.report step': [async (v) => (await asked()).report(1, v), numbers],
  'trial.setUserAttr': [async (v) => (await asked()).setUserAttr('k', v), json],
  saveStudyFile: [(v) => hpo.saveStudyFile(v, join(folder, 'study.json')), []],
  'saveStudyFile path': [(v) => hpo.saveStudyFile(study, v === 'nonsense' ? join(folder, v) : v), ['text']],
  loadStudyFile: [(v) => hpo.loadStudyFile(v), []],
  fileCheckpoints: [(v) => hpo.fileCheckpoints(v), ['text']],
  simulate: [(v) => hpo.simulate(study, v, { trials: 1 }), []],
  'simulate options': [(v) => hpo.simulate(study, { space: s, rows: [] }, v), []],
  planBudget: [(v) => hpo.planBudget({ total: v, perTrial: 1 }), ['seven']],
  fromConfig: [(v) => hpo.fromConfig(v), ['emptyObject']],
  // Schedulers, rules, analysis
  replayPbt: [(v) => hpo.replayPbt(v), []],
  runReplay: [(v) => hpo.runReplay(s, { init: () => 1, step: () => 1 }, v), []],
  successiveHalving: [(v) => hpo.successiveHalving(v, [1], [1]), ['function']],
  'successiveHalving configs': [(v) => hpo.successiveHalving(() => 1, v, [1]), ['listOfNull']],
  'successiveHalving budgets': [(v) => hpo.successiveHalving(() => 1, [1], v), []],
  'successiveHalving options': [(v) => hpo.successiveHalving(() => 1, [1], [1], v), nullableOptions],
  earlyStopping: [(v) => hpo.earlyStopping(v), nullableOptions],
  'earlyStopping.update': [(v) => hpo.earlyStopping().update(v), [...numbers, 'nan']],
  trialLogger: [(v) => hpo.trialLogger(v), options],
  adaptSpace: [(v) => hpo.adaptSpace(v), options],
  'adaptations.narrow': [(v) => hpo.adaptations.narrow(v), options],
  'adaptations.expand': [(v) => hpo.adaptations.expand(v), options],
  'adaptations.dropUnimportant': [(v) => hpo.adaptations.dropUnimportant(v), options],
  'adaptations.switchSampler': [(v) => hpo.adaptations.switchSampler(v), options],
  'stopWhen.trials': [hpo.stopWhen.trials, ['seven']],
  'stopWhen.timeout': [hpo.stopWhen.timeout, ['seven']],
  'stopWhen.stagnation': [hpo.stopWhen.stagnation, ['seven']],
  'stopWhen.stagnation options': [(v) => hpo.stopWhen.stagnation(3, v), options],
  'stopWhen.target': [hpo.stopWhen.target, numbers],
  'stopWhen.failures': [hpo.stopWhen.failures, ['seven']],
  'stopWhen.regretBound': [(v) => hpo.stopWhen.regretBound(v), options],
  'stopWhen.emmr': [(v) => hpo.stopWhen.emmr(v), options],
  'stopWhen.all': [(v) => hpo.stopWhen.all(v), []],
  'stopWhen.any': [(v) => hpo.stopWhen.any(v), []],
  kFold: [(v) => hpo.kFold(v), ['seven']],
  'kFold options': [(v) => hpo.kFold(10, v), options],
  crossValidate: [(v) => hpo.crossValidate(10, v), ['function']],
  importances: [(v) => hpo.importances(v), []],
  resourcesUsed: [(v) => hpo.resourcesUsed(v), []],
  studyHypervolume: [(v) => hpo.studyHypervolume(study, v), ['undefined']],
  tradeOff: [(v) => hpo.tradeOff(v), []],
  'tradeOff.values': [(v) => hpo.tradeOff({ a: 'minimize', b: 'minimize' }).values(v), []],
  weightedSum: [(v) => hpo.weightedSum(v), ['emptyObject']],
  'weightedSum metrics': [(v) => hpo.weightedSum({ a: 1 })(v), []],
}

/** These list every problem, each with what is allowed. */
const lists = new Set([
  'space/invalid-value',
  'space/missing-parameter',
  'space/cannot-import',
  'study/no-complete-trial',
])

test.each(Object.entries(calls))('%s', async (_, [call, accepted]) => {
  const taken: Kind[] = []
  for (const kind of Object.keys(nonsense) as Kind[]) {
    try {
      await call(nonsense[kind] as never)
      taken.push(kind)
    } catch (error) {
      if (!(error instanceof AnsatzError)) throw new Error(`${kind} ends with ${String(error)}`, { cause: error })
      expect(error.code).toMatch(/^[\w-]+\/[\w-]+$/)
      if (error instanceof InputError && !lists.has(error.code)) expect(error.message).toContain('Allowed: ')
    }
  }
  expect(new Set(taken)).toEqual(new Set(accepted))
})

test('unknown names of options are refused with the known ones', async () => {
  const misspelt: readonly (() => unknown)[] = [
    () => hpo.subset(['a'], { mx: 1 } as never),
    () => hpo.kFold(10, { fold: 2 } as never),
    () => study.likelyBest({ confidense: 0.9 } as never),
    () => hpo.stopWhen.stagnation(3, { minDelt: 1 } as never),
    () => hpo.adaptSpace({ every: 20 } as never),
    () => hpo.trialLogger({ lvl: 'info' } as never),
  ]
  for (const call of misspelt) {
    const error = await Promise.resolve()
      .then(call)
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'base/unknown-option' })
    expect((error as Error).message).toContain('Allowed: ')
  }
})

test.each([...Object.entries(hpo.samplers), ...Object.entries(hpo.pruners)])(
  'the options of %s',
  async (name, choose) => {
    for (const value of [7, 'nonsense', [], true, { noSuchOption: 1 }]) {
      const chosen = (choose as (options: unknown) => object)(value)
      const how = name in hpo.samplers && !(name in hpo.pruners) ? { sampler: chosen } : { pruner: chosen }
      await expect(open(how)).rejects.toMatchObject({
        name: 'InputError',
        code: expect.stringMatching(/option$/) as unknown,
      })
    }
  },
)
