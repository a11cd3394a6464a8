import { homedir } from 'node:os'

/** What paths depend on; passed in, so that every platform's rules can be tested on any. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

export function thisMachine(): Machine {
  return { platform: process.platform, home: homedir(), env: process.env }
}
