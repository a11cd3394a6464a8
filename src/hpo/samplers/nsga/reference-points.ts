/**
 * Points spread evenly over the directions of objective space: all with whole coordinates ≥ 0 that add up to `divisions`
 * (Das and Dennis 1998); C(objectives + divisions − 1, divisions) of them. Their length does not matter.
 */
export function referencePoints(objectives: number, divisions: number): readonly (readonly number[])[] {
  if (objectives === 1) return [[divisions]]
  return Array.from({ length: divisions + 1 }, (_, left) =>
    referencePoints(objectives - 1, left).map((rest) => [divisions - left, ...rest]),
  ).flat()
}
