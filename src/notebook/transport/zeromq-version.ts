import { version } from 'zeromq'

/** The version of the native library. Importing this file loads it, so it also tells whether it can be loaded. */
export const zeromqVersion: string = version
