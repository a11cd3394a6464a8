import { z } from 'zod'
import { type Clock, systemClock } from '../../../base/clock.ts'
import { createRng, randomSeed, type Seed } from '../../../base/rng.ts'
import { StateError } from '../../../base/errors.ts'
import type { Direction } from '../../core/direction.ts'
import { metricNamesKey } from '../../core/metrics.ts'
import type { Pruner } from '../../core/pruner.ts'
import type { Sampler } from '../../core/sampler.ts'
import type { Storage } from '../../core/storage.ts'
import type { StudyRecord } from '../../core/study-record.ts'
import { checkOptions } from './check-options.ts'
import {
  badDirections,
  badMetricNames,
  noSamplers,
  otherDirections,
  singleObjectiveSampler,
  studyNotFound,
} from './messages.ts'
import { keepConfig, seedKey } from './study-config.ts'
import type { StudyParts } from './study-context.ts'

/** What a study is opened with: the ports that it works through. */
export interface LoadOptions {
  readonly storage: Storage
  readonly name: string
  readonly sampler: Sampler
  /** Default: null, which prunes nothing. */
  readonly pruner?: Pruner | null | undefined
  /** Default: the seed that the study was made with, else a fresh one. It is stored with the study. */
  readonly seed?: Seed | undefined
  /** Default: the machine's clock. */
  readonly clock?: Clock | undefined
  /** Whether closing the study closes the storage. Default: true. */
  readonly ownsStorage?: boolean | undefined
  /** Makes samplers by name, for adaptations that change the sampler. Default: none can be made. */
  readonly samplerOf?: ((name: string) => Promise<Sampler>) | undefined
  /** How sampler and pruner were chosen, to be kept with the study. Default: their names. */
  readonly chosen?: { readonly sampler: unknown; readonly pruner: unknown } | undefined
}

export interface OpenOptions extends LoadOptions {
  /** One for each objective. Default: those of the study that exists, else `['minimize']`. */
  readonly directions?: readonly Direction[] | undefined
  /** Names of the objectives, as `trial.report` and pruners use them. Default: those that the study has. */
  readonly metricNames?: readonly string[] | undefined
  /** Continue a study of that name instead of refusing it. Default: false. */
  readonly loadIfExists?: boolean | undefined
}

export interface OpenedStudy {
  readonly parts: StudyParts
  readonly record: StudyRecord
  readonly ownsStorage: boolean
}

const hasMethod = (method: string) => (value: unknown) =>
  typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[method] === 'function'

/** What `createStudy` and `loadStudy` take as it is. */
export const sharedFields = {
  seed: z.union([z.int(), z.string()], 'a whole number or a text').optional(),
  clock: z.custom<Clock>(hasMethod('now'), 'a clock: an object with now()').optional(),
}

/** What `createStudy` takes as it is beyond that. */
export const newStudyFields = {
  metricNames: z.array(z.string('texts').min(1, 'no empty names'), 'a list of names').optional(),
  loadIfExists: z.boolean('true or false').optional(),
}

const loadFields = {
  ...sharedFields,
  storage: z.custom<Storage>(hasMethod('readTrials'), 'a storage, as openStorage gives it'),
  name: z.string('a text'),
  sampler: z.custom<Sampler>(hasMethod('suggest'), 'a sampler: an object with name, traits and suggest'),
  pruner: z.custom<Pruner>(hasMethod('shouldPrune'), 'a pruner: an object with name and shouldPrune').nullish(),
  ownsStorage: z.boolean('true or false').optional(),
  samplerOf: z.custom<LoadOptions['samplerOf']>((value) => typeof value === 'function', 'a function').optional(),
  chosen: z.custom<NonNullable<LoadOptions['chosen']>>((value) => typeof value === 'object', 'choices').optional(),
}
const loadSchema = z.strictObject(loadFields)
const openSchema = z.strictObject({
  ...loadFields,
  ...newStudyFields,
  directions: z.unknown().optional(),
})

/** Creates the study, or with `loadIfExists` continues it. */
export async function openStudy(options: OpenOptions): Promise<OpenedStudy> {
  checkOptions(openSchema, options, 'Study.open')
  const { storage, name, directions, loadIfExists = false } = options
  if (directions !== undefined) checkDirections(directions)
  const record = await createOrFind(storage, { name, directions: directions ?? ['minimize'] }, loadIfExists)
  if (directions !== undefined && directions.join() !== record.directions.join()) {
    throw otherDirections(name, { stored: record.directions, asked: directions })
  }
  if (options.metricNames !== undefined) checkMetricNames(options.metricNames, record.directions)
  return assemble(options, record)
}

/** Opens a study that exists. */
export async function loadStudy(options: LoadOptions): Promise<OpenedStudy> {
  checkOptions(loadSchema, options, 'Study.load')
  return assemble(options, await findStudy(options.storage, options.name))
}

/** @throws StateError `study/not-found`, with the names that there are */
export async function findStudy(storage: Storage, name: string): Promise<StudyRecord> {
  const record = await storage.findStudy(name)
  if (record !== null) return record
  const known = (await storage.listStudies()).map((study) => study.name)
  throw studyNotFound(name, { url: storage.url, known })
}

async function createOrFind(
  storage: Storage,
  study: { readonly name: string; readonly directions: readonly Direction[] },
  loadIfExists: boolean,
): Promise<StudyRecord> {
  const existing = loadIfExists ? await storage.findStudy(study.name) : null
  if (existing !== null) return existing
  try {
    return await storage.createStudy(study)
  } catch (error) {
    // Another process may have created it since we looked.
    if (!loadIfExists || !(error instanceof StateError) || error.code !== 'study/duplicate-name') throw error
    return findStudy(storage, study.name)
  }
}

async function assemble(
  options: LoadOptions & Pick<OpenOptions, 'metricNames'>,
  record: StudyRecord,
): Promise<OpenedStudy> {
  const { storage, sampler, pruner = null, clock = systemClock, ownsStorage = true } = options
  const { id, name, directions } = record
  if (directions.length > 1 && !sampler.traits.multiObjective) {
    throw singleObjectiveSampler(sampler.name, directions.length)
  }
  const seed = await keepSeed(storage, record, options.seed)
  const rng = createRng(seed)
  const metricNames = await keepMetricNames(storage, record, options.metricNames)
  const { samplerOf = (asked: string) => Promise.reject(noSamplers(asked)) } = options
  const parts: StudyParts = {
    storage,
    studyId: id,
    name,
    directions,
    metricNames,
    sampler,
    samplerOf,
    pruner,
    rng,
    clock,
  }
  const names = { sampler: { name: sampler.name }, pruner: pruner && { name: pruner.name } }
  return {
    parts,
    record: await keepConfig(
      storage,
      { ...record, systemAttrs: { ...record.systemAttrs, [seedKey]: seed } },
      options.chosen ?? names,
    ),
    ownsStorage,
  }
}

async function keepMetricNames(
  storage: Storage,
  record: StudyRecord,
  asked: readonly string[] | undefined,
): Promise<readonly string[] | null> {
  const stored = record.systemAttrs[metricNamesKey]
  const known = Array.isArray(stored) && stored.every((name) => typeof name === 'string') ? stored : null
  if (asked === undefined || known?.join('\0') === asked.join('\0')) return known
  await storage.setStudyAttr(record.id, { scope: 'system', key: metricNamesKey, value: asked })
  return asked
}

function checkMetricNames(names: readonly string[], directions: readonly Direction[]): void {
  if (names.length !== directions.length || new Set(names).size !== names.length) {
    throw badMetricNames(names, directions.length)
  }
}

async function keepSeed(storage: Storage, record: StudyRecord, asked: Seed | undefined): Promise<Seed> {
  const stored = record.systemAttrs[seedKey]
  const known = typeof stored === 'number' || typeof stored === 'string' ? stored : null
  const seed = asked ?? known ?? randomSeed()
  if (seed !== known) await storage.setStudyAttr(record.id, { scope: 'system', key: seedKey, value: seed })
  return seed
}

function checkDirections(directions: unknown): void {
  const known = (direction: unknown): boolean => direction === 'minimize' || direction === 'maximize'
  if (!Array.isArray(directions) || directions.length === 0 || !directions.every(known)) throw badDirections(directions)
}
