import { history } from './history.ts'
import { parallelCoordinates } from './parallel-coordinates.ts'
import type { PlotBuilder } from './plot-options.ts'
import { slice } from './slice.ts'

/** Every figure of a study, by the name that users type. One line each; the contract suite covers all of them. */
export const plots = Object.freeze({
  history,
  parallelCoordinates,
  slice,
} satisfies Record<string, PlotBuilder>)

export type PlotName = keyof typeof plots
