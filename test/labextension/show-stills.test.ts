import { describe, expect, it } from 'vitest'
import type { CellModel, Output } from '../../src/labextension/lab.ts'
import { showStills } from '../../src/labextension/show-stills.ts'
import { TestKernel, TestOutputs } from './lab-under-test.ts'

const view = 'application/vnd.jupyter.widget-view+json'

const widget = (id: string, ...others: readonly string[]): Output => ({
  data: { [view]: { model_id: id }, ...Object.fromEntries(others.map((mime) => [mime, 'x'])) },
})

const cellOf = (outputs: TestOutputs): CellModel => ({
  id: 'cell',
  type: 'code',
  outputs,
  sharedModel: { getSource: () => '' },
  stateChanged: { connect: () => true },
})

describe('showStills', () => {
  it('takes the view away from outputs with a picture whose widget the kernel does not have', async () => {
    const kernel = new TestKernel('ansatz')
    kernel.widgets = ['alive']
    const outputs = new TestOutputs(
      widget('gone', 'image/svg+xml', 'text/plain'),
      widget('alive', 'image/svg+xml', 'text/plain'),
      widget('gone-too', 'text/plain'),
      { data: { 'text/html': 'x' } },
      {},
    )
    await showStills(kernel, [cellOf(outputs)])
    expect(outputs.mimes).toEqual([
      ['image/svg+xml', 'text/plain'],
      [view, 'image/svg+xml', 'text/plain'],
      [view, 'text/plain'],
      ['text/html'],
      [],
    ])
  })

  it('leaves alone what comes while the kernel is asked', async () => {
    const kernel = new TestKernel('ansatz')
    const outputs = new TestOutputs(widget('gone', 'image/svg+xml'))
    kernel.beforeCommInfo = () => outputs.set(0, widget('new', 'image/svg+xml'))
    await showStills(kernel, [cellOf(outputs)])
    expect(outputs.mimes).toEqual([[view, 'image/svg+xml']])
  })

  it('asks nothing where no output has a widget', async () => {
    const kernel = new TestKernel('ansatz')
    kernel.beforeCommInfo = () => expect.unreachable()
    await showStills(kernel, [cellOf(new TestOutputs({ data: { 'text/plain': 'x' } }))])
  })
})
