import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { displaySymbol } from '../../src/base/display.ts'
import { definition as random } from '../../src/hpo/samplers/random.ts'
import { float } from '../../src/hpo/space/kinds/float.ts'
import { space } from '../../src/hpo/space/space.ts'
import { openStorage } from '../../src/hpo/storages/open-storage.ts'
import { Study } from '../../src/hpo/study/study.ts'
import { attachLab } from '../../src/lab/attach-lab.ts'
import { studyBundle } from '../../src/lab/study-bundle.ts'
import { renderValue } from '../../src/notebook/display/render-value.ts'

test('a study as the last value of a cell shows its best trials, as text and as HTML without scripts', async () => {
  const storage = await openStorage('memory:')
  const study = attachLab(await Study.open({ storage, name: '<b>ig', sampler: random.create(), seed: 1 }))
  expect(studyBundle(study)['text/html']).not.toContain('<table')
  await study.optimize(space({ x: float(0, 1) }), ({ x }) => x, { trials: 12 })
  const { data } = await renderValue(study)
  expect(data['text/plain']).toBe(inspect(study))
  const html = String(data['text/html'])
  expect(html).toContain('&lt;b&gt;ig')
  expect(html.match(/<tr>/g)).toHaveLength(11)
  expect(html).toContain('minimize &nbsp;·&nbsp; 12 trials &nbsp;·&nbsp; best ')
  expect(html).not.toMatch(/<script|<b>ig/)
  expect(Object.keys(study)).not.toContain(String(displaySymbol))
})
