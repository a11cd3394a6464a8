// A process of its own that works on a study file through the built package: `node storage-worker.mjs MODE URL COUNT`.
// Prints one JSON line per step, so that a parent knows what was promised before it kills the process.
import { openStorage } from '../../dist/hpo/storages/open-storage.js'

const [mode, url, count] = process.argv.slice(2)
const storage = await openStorage(url)
const study = await storage.findStudy('shared')
if (study === null) throw new Error('The parent must make the study.')
const lr = /** @type {const} */ ({ kind: 'float', low: 0, high: 1, log: false, step: null })

/** @param {object} step */
const say = (step) => process.stdout.write(`${JSON.stringify(step)}\n`)

/** @param {import('../../src/hpo/core/trial-record.ts').TrialRecord} trial */
async function evaluate(trial) {
  await storage.setParams(trial.id, [{ name: 'lr', value: (trial.number % 100) / 100, distribution: lr }])
  await storage.report(trial.id, { step: 0, value: trial.number })
  await storage.finishTrial(trial.id, { state: 'complete', values: [trial.number] })
}

async function createTrials() {
  for (let index = 0; index < Number(count); index++) {
    const trial = await storage.createTrial(study.id, { state: 'running', userAttrs: { worker: process.pid } })
    await evaluate(trial)
    say({ finished: trial.number })
  }
}

async function claimTrials() {
  for (;;) {
    const trial = await storage.claimWaitingTrial(study.id)
    if (trial === null) return
    await evaluate(trial)
    say({ claimed: trial.number })
  }
}

if (mode !== 'claim') await createTrials()
if (mode !== 'create') await claimTrials()
say({ seen: (await storage.readTrials(study.id)).length })
await storage[Symbol.asyncDispose]()
