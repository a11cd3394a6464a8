import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { badArgument, checkText } from '../../base/check-argument.ts'
import { isFinished, type TrialRecord } from '../core/trial-record.ts'
import { distributionFromJson, distributionToJson } from '../space/distribution-json.ts'
import { readPythonJson, writePythonJson } from '../storages/python-json.ts'
import type { Storage } from '../core/storage.ts'
import { Study } from '../study/study.ts'
import { checkStudyOptions } from './check-study-options.ts'
import { chosenParts } from './chosen-parts.ts'
import { badStudyFile, unwritableStudyFile } from './messages.ts'
import type { LoadStudyOptions } from './study-options.ts'
import { withOpenedStorage } from './study-storage.ts'

/** The format that is written; others are refused. */
const format = 'ansatz-study-1'

const attributes = z.record(z.string(), z.json())
const trialSchema = z.object({
  state: z.enum(['complete', 'pruned', 'fail', 'running', 'waiting']),
  // NaN and the infinities are written as Python does; zod's number takes neither.
  values: z.array(z.custom<number>((value) => typeof value === 'number')).nullable(),
  params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
  distributions: z.record(z.string(), z.string()),
  intermediateValues: z.array(z.tuple([z.number(), z.custom<number>((value) => typeof value === 'number')])),
  userAttrs: attributes,
  systemAttrs: attributes,
})
const fileSchema = z.object({
  format: z.literal(format),
  name: z.string(),
  directions: z.array(z.enum(['minimize', 'maximize'])).min(1),
  userAttrs: attributes,
  systemAttrs: attributes,
  trials: z.array(trialSchema),
})

type StudyFile = z.infer<typeof fileSchema>

/**
 * Writes a study with all its trials to a JSON file of its own, to keep it, send it or put it under version control.
 * Trials that are still running are written as failed: nobody will finish them in the file.
 *
 * @throws InputError `study/bad-path` where no file can be written
 */
export async function saveStudyFile(study: Study, path: string): Promise<void> {
  checkText({ call: 'saveStudyFile', what: 'the path', value: path, allowed: 'the path of a file' })
  if (!(study instanceof Study))
    throw badArgument({ call: 'saveStudyFile', what: 'the study', value: study, allowed: 'a study' })
  const { name, directions, userAttrs, trials, systemAttrs } = await study.refresh()
  const file: StudyFile = {
    format,
    name,
    directions: [...directions],
    userAttrs: { ...userAttrs } as StudyFile['userAttrs'],
    systemAttrs: { ...systemAttrs } as StudyFile['systemAttrs'],
    trials: trials.map(writtenTrial),
  }
  try {
    await writeFile(path, `${writePythonJson(file)}\n`)
  } catch (cause) {
    throw unwritableStudyFile(path, cause)
  }
}

/**
 * Opens a study from a file that `saveStudyFile` wrote, in a storage where it then lives on: `memory:` unless said
 * otherwise. `study.optimize(…, { trials: 50 })` continues it with 50 more.
 *
 * @throws InputError `study/bad-file`; StateError `study/duplicate-name` where the storage has a study of that name
 */
export async function loadStudyFile(path: string, options: Partial<LoadStudyOptions> = {}): Promise<Study> {
  checkText({ call: 'loadStudyFile', what: 'the path', value: path, allowed: 'the path of a file' })
  checkStudyOptions('loadStudyFile', options)
  const { storage = 'memory:', sampler, pruner, name: newName, ...rest } = options
  const file = parsed(path, await readText(path))
  const name = newName ?? file.name
  const parts = await chosenParts({ sampler, pruner })
  return withOpenedStorage(storage, async (opened, ownsStorage) => {
    await restore(file, { storage: opened, name })
    return Study.load({ ...rest, ...parts, name, storage: opened, ownsStorage })
  })
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw badStudyFile(path, 'it cannot be read', cause)
  }
}

function writtenTrial(trial: TrialRecord): StudyFile['trials'][number] {
  const distributions = Object.entries(trial.distributions)
  return {
    state: trial.state === 'running' ? 'fail' : trial.state,
    values: trial.values === null ? null : [...trial.values],
    params: { ...trial.params },
    distributions: Object.fromEntries(distributions.map(([name, it]) => [name, distributionToJson(it)])),
    intermediateValues: [...trial.intermediateValues],
    userAttrs: { ...trial.userAttrs } as StudyFile['userAttrs'],
    systemAttrs: { ...trial.systemAttrs } as StudyFile['systemAttrs'],
  }
}

function parsed(path: string, text: string): StudyFile {
  let json: unknown
  try {
    json = readPythonJson(text)
  } catch (cause) {
    throw badStudyFile(path, 'it is not JSON', cause)
  }
  const result = fileSchema.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw badStudyFile(path, `${issue.path.join('.') || 'the file'}: ${issue.message}`)
}

async function restore(file: StudyFile, { storage, name }: { readonly storage: Storage; readonly name: string }) {
  const { id } = await storage.createStudy({ name, directions: file.directions })
  for (const [key, value] of Object.entries(file.userAttrs))
    await storage.setStudyAttr(id, { scope: 'user', key, value })
  for (const [key, value] of Object.entries(file.systemAttrs)) {
    await storage.setStudyAttr(id, { scope: 'system', key, value })
  }
  for (const trial of file.trials) await restoreTrial(storage, id, trial)
}

async function restoreTrial(storage: Storage, studyId: number, trial: StudyFile['trials'][number]): Promise<void> {
  const { state, values, params, userAttrs, systemAttrs } = trial
  const start = state === 'waiting' ? 'waiting' : 'running'
  const { id } = await storage.createTrial(studyId, { state: start, userAttrs, systemAttrs })
  if (Object.keys(params).length > 0) {
    const assignments = Object.entries(params).map(([name, value]) => ({
      name,
      value,
      distribution: distributionFromJson(trial.distributions[name] ?? '', name),
    }))
    await storage.setParams(id, assignments)
  }
  for (const [step, value] of trial.intermediateValues) await storage.report(id, { step, value })
  if (state !== 'waiting' && isFinished(state)) await storage.finishTrial(id, { state, values })
}
