/**
 * A path in the one form in which TypeScript names files and asks for them, on Windows as well: `C:/notes/model.ts`.
 * What is given to TypeScript or compared with what it says has this form; what is given to Node.js is as it comes.
 */
export function typescriptPath(path: string): string {
  return path.replaceAll('\\', '/')
}

/** The path of a file in a folder, in that form. */
export function fileIn(folder: string, name: string): string {
  return `${typescriptPath(folder).replace(/\/$/, '')}/${name}`
}
