import type { StudyView } from '../hpo/core/study-record.ts'
import { renderSvg } from '../notebook/display/vega-renderer.ts'
import type { LiveFigure } from './live-plots.ts'

/** A plot as the page gets it, or as `text` why there is none. */
export interface DashboardPicture {
  readonly svg: string | null
  readonly text: string
}

/** Never rejects: a plot that cannot be drawn says why in its place. */
export async function dashboardPicture(figure: LiveFigure, study: StudyView): Promise<DashboardPicture> {
  try {
    const { spec, text } = figure.build(study)
    // Vega writes into what it draws, and the specification may be shared.
    return { svg: await renderSvg(structuredClone(spec), 'vega-lite'), text }
  } catch (error) {
    return { svg: null, text: error instanceof Error ? error.message : String(error) }
  }
}
