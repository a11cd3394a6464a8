import type { CellModel, Kernel, Output, Outputs } from './lab.ts'

const viewMime = 'application/vnd.jupyter.widget-view+json'
const widgetTarget = 'jupyter.widget'

interface WidgetOutput {
  readonly outputs: Outputs
  readonly output: Output
  readonly model: string
}

/**
 * Shows the picture in place of a widget that is gone, where the output has one. JupyterLab would show an error there: a
 * notebook that is opened again names widgets of a kernel that has ended.
 */
export async function showStills(kernel: Kernel, cells: Iterable<CellModel>): Promise<void> {
  // Found before the kernel is asked, so that an output that comes meanwhile is not taken for an old one.
  const found = [...cells].flatMap(({ outputs }) => (outputs === undefined ? [] : widgetOutputs(outputs)))
  if (found.length === 0) return
  const { content } = await kernel.requestCommInfo({ target_name: widgetTarget })
  const living = content.comms ?? {}
  for (const { outputs, output, model } of found) {
    if (model in living) continue
    const index = places(outputs).find((place) => modelOf(outputs.get(place).toJSON()) === model)
    // The cell may have run since.
    if (index === undefined) continue
    const { [viewMime]: _, ...data } = output.data ?? {}
    outputs.set(index, { ...output, data })
  }
}

function widgetOutputs(outputs: Outputs): readonly WidgetOutput[] {
  return places(outputs).flatMap((index) => {
    const output = outputs.get(index).toJSON()
    const model = modelOf(output)
    return model === null || !hasPicture(output) ? [] : [{ outputs, output, model }]
  })
}

function places({ length }: Outputs): readonly number[] {
  return Array.from({ length }, (_, index) => index)
}

function modelOf({ data = {} }: Output): string | null {
  const { model_id: id } = Object(data[viewMime]) as { readonly model_id?: unknown }
  return typeof id === 'string' ? id : null
}

function hasPicture({ data = {} }: Output): boolean {
  return Object.keys(data).some((mime) => mime !== viewMime && mime !== 'text/plain')
}
