import { rad } from './rad.ts'
import { rar } from './rar.ts'
import { resample } from './resample.ts'

/** The ways to move collocation points while training: `sampling.rad({ every: 500 })`. */
export const sampling = { resample, rad, rar }
