import { homedir, userInfo } from 'node:os'

/** The user's folder; null where the system knows none, as in a container that runs under a number without a name. */
export function homeFolder(): string | null {
  // An empty HOME would make every path below it one of the current folder.
  return tried(homedir) || tried(() => userInfo().homedir) || null
}

function tried(find: () => string): string | null {
  try {
    return find()
  } catch {
    return null
  }
}
