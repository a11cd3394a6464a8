import type { TrialRecord } from '../../core/trial-record.ts'
import { type Distribution, fromInternal } from '../../space/distribution.ts'
import { distributionFromJson } from '../../space/distribution-json.ts'
import { unreadable } from '../messages.ts'
import { readPythonJson } from '../python-json.ts'
import { fromStoredTime, type StoredZone } from '../rdb/stored-time.ts'
import * as rows from '../rdb/trial-rows.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

const ofTrials = 'WHERE trial_id IN (SELECT value FROM json_each(?))'

/** Reads trials by id: one query per table, however many trials. */
export class SqliteTrialReader {
  private readonly database: SqliteDatabase
  /** What the file's texts of distributions say; equal texts give the same object. */
  readonly distributions: StoredDistributions
  private readonly reader: rows.RowReader

  /** @param zone of the times in the file */
  constructor(database: SqliteDatabase, zone: StoredZone) {
    this.database = database
    this.distributions = new StoredDistributions(database.place.path)
    this.reader = createRowReader(database.place.path, { zone, distributions: this.distributions })
  }

  /** Must run inside `database.read`, so that the tables agree. The trials come in order of id. */
  readTrials(ids: readonly number[]): readonly TrialRecord[] {
    const list = JSON.stringify(ids)
    const read = (columns: string, rest: string): readonly unknown[] =>
      this.database.all(`SELECT trial_id, ${columns} FROM ${rest}`, list)
    const attributes = (scope: 'user' | 'system'): readonly unknown[] =>
      read('"key", value_json', `trial_${scope}_attributes ${ofTrials} ORDER BY trial_${scope}_attribute_id`)
    const found = {
      trials: read('number, state, datetime_start, datetime_complete', `trials ${ofTrials} ORDER BY trial_id`),
      params: read('param_name, param_value, distribution_json', `trial_params ${ofTrials} ORDER BY param_id`),
      values: read('value, value_type', `trial_values ${ofTrials} ORDER BY objective`),
      intermediateValues: read(
        'step, intermediate_value, intermediate_value_type',
        `trial_intermediate_values ${ofTrials} ORDER BY trial_intermediate_value_id`,
      ),
      userAttrs: attributes('user'),
      systemAttrs: attributes('system'),
    } as rows.TrialRows
    return rows.trialsFromRows(found, this.reader)
  }
}

/** Trials repeat the same few distributions; each is read once. */
class StoredDistributions {
  private readonly path: string
  private readonly known = new Map<string, Distribution>()

  constructor(path: string) {
    this.path = path
  }

  /** @throws StorageError `storage/unreadable-value` */
  read(text: string, name: string): Distribution {
    const known = this.known.get(text)
    if (known !== undefined) return known
    try {
      const distribution = distributionFromJson(text, name)
      this.known.set(text, distribution)
      return distribution
    } catch (cause) {
      throw unreadable(this.path, `the distribution of parameter "${name}"`, { text, cause })
    }
  }
}

interface RowContext {
  readonly zone: StoredZone
  readonly distributions: StoredDistributions
}

function createRowReader(path: string, { zone, distributions }: RowContext): rows.RowReader {
  return {
    param({ trial_id: id, param_name: name, param_value: internal, distribution_json: text }) {
      const distribution = distributions.read(text, name)
      try {
        return { value: fromInternal(distribution, internal), distribution }
      } catch (cause) {
        throw unreadable(path, `parameter "${name}" of the trial with id ${id}`, { text: internal, cause })
      }
    },
    json(text, key) {
      try {
        return readPythonJson(text)
      } catch (cause) {
        throw unreadable(path, `the attribute "${key}"`, { text, cause })
      }
    },
    time(text) {
      const time = fromStoredTime(text, zone)
      if (time === null) throw unreadable(path, 'a time', { text })
      return time
    },
  }
}
