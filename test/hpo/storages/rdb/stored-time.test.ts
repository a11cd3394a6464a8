import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromStoredTime, storedZone, toStoredTime } from '../../../../src/hpo/storages/rdb/stored-time.ts'

describe('stored times', () => {
  it('`toStoredTime` writes UTC with a space and exactly six fractional digits', () => {
    expect(toStoredTime(new Date(Date.UTC(2026, 10, 21, 9, 7, 5, 40)))).toBe('2026-11-21 09:07:05.040000')
  })

  it('`fromStoredTime` turns back what `toStoredTime` wrote', () => {
    const time = fc.date({ min: new Date('1970-01-01'), max: new Date('2999-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(time, (given) => {
        expect(fromStoredTime(toStoredTime(given), 'utc')).toEqual(given)
      }),
    )
  })

  it('`fromStoredTime` reads microseconds as SQLAlchemy does, and null where there is no time', () => {
    expect(fromStoredTime('2026-11-21 09:07:05.681999', 'utc')?.getUTCMilliseconds()).toBe(681)
    expect(fromStoredTime('2026-11-21 09:07:05.681', 'utc')?.getUTCMilliseconds()).toBe(0)
    expect(fromStoredTime('2026-11-21 09:07:05', 'utc')?.getTime()).toBe(Date.UTC(2026, 10, 21, 9, 7, 5))
    expect(fromStoredTime('2026-11-21 09:07:05', 'local')).toEqual(new Date(2026, 10, 21, 9, 7, 5))
    for (const text of ['', '2026-11-21T09:07:05.000000', 'now']) expect(fromStoredTime(text, 'utc')).toBeNull()
  })

  it.each([
    ['ansatz-0.1.0', 'utc'],
    ['5.0.0', 'utc'],
    ['5.0.0rc1', 'utc'],
    ['10.1.0', 'utc'],
    ['4.9.0', 'local'],
    ['3.2.0', 'local'],
    ['', 'local'],
  ])('`storedZone("%s")` is %s', (version, zone) => {
    expect(storedZone(version)).toBe(zone)
  })
})
