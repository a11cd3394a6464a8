import { homeFolder } from '../base/home-folder.ts'

/** What paths depend on; passed in, so that every platform's rules can be tested on any. */
export interface Machine {
  readonly platform: NodeJS.Platform
  /** Null where the system knows no folder of this user. */
  readonly home: string | null
  readonly env: Readonly<Record<string, string | undefined>>
}

export function thisMachine(): Machine {
  return { platform: process.platform, home: homeFolder(), env: process.env }
}
