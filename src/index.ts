// The public entry: both halves and the notebook side of a study.
import * as hpo from './hpo/index.ts'
import { attachLab, type WithPlots } from './lab/attach-lab.ts'

export * from './hpo/index.ts'
export * as pinn from './train/index.ts'
export { schedules } from './train/schedules/registry.ts'
export { scheduleShape, type ScheduleShapeOptions } from './lab/schedule-shape.ts'
export { watch, type StudyWatch, type WatchOptions } from './lab/watch-study.ts'
export { comm } from './notebook/comms/user-comms.ts'
export { input } from './notebook/comms/input.ts'
export { display } from './notebook/display/display.ts'
export { AnsatzError, EnvironmentError, InputError, StateError, StorageError } from './base/errors.ts'
export type { Displayable, MimeBundle } from './base/display.ts'

/** A study with its plots: `study.plot.history()`. In a notebook it shows its progress while it runs. */
export type NotebookStudy = hpo.Study & WithPlots

/** As `createStudy` of `ansatz/hpo`, with plots and progress. */
export async function createStudy(options: hpo.CreateStudyOptions = {}): Promise<NotebookStudy> {
  return attachLab(await hpo.createStudy(options))
}

/** As `loadStudy` of `ansatz/hpo`, with plots and progress. */
export async function loadStudy(options: hpo.LoadStudyOptions): Promise<NotebookStudy> {
  return attachLab(await hpo.loadStudy(options))
}
