/** A notebook of this kernel whose code cells have not run. */
export function freshNotebook(sources: readonly string[]): object {
  const code = (source: string, index: number): object => ({
    cell_type: 'code',
    id: `cell-${index}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  })
  const kernelspec = { name: 'ansatz', display_name: 'Ansatz (TypeScript)', language: 'typescript' }
  return { cells: sources.map(code), metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }
}
