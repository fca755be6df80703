// Updates the tables of docs/performance.md: the rows of measured cases are replaced, and the others stay.
import {readFileSync, writeFileSync} from 'node:fs'

export interface Summary {
  name: string
  about: string
  tools: {name: string; wallMs: number; bestMs: number; cpuMs: number; peakMiB: number; wrong: string[]; load: number}[]
  limits: {than: string; goalMs: number; measuredMs: number}[]
}

const columns = ['kafkit', 'drop-in', 'kcat', 'kcat tuned', 'Apache'] as const

/**
 * Wall time and CPU time in seconds, and MiB. After each other tool: how many times its wall and CPU time kafkit
 * takes, or the drop-in if kafkit has no part.
 */
export function rowOf({name, tools, limits}: Summary): string {
  const ours = tools.find((tool) => tool.name === 'kafkit') ?? tools.find((tool) => tool.name === 'drop-in')
  const cells = columns.map((column) => {
    const tool = tools.find((each) => each.name === column)
    if (!tool) return ''
    const {wallMs, cpuMs, peakMiB} = tool
    const figures = `${(wallMs / 1000).toFixed(2)} s, ${(cpuMs / 1000).toFixed(2)} s, ${peakMiB.toFixed(0)} MiB`
    if (!ours || tool === ours) return figures
    return `${figures}: **${(ours.wallMs / wallMs).toFixed(2)}**, ${(ours.cpuMs / cpuMs).toFixed(2)}`
  })
  const goals = limits.map(({than, goalMs, measuredMs}) => `${than}: ${measuredMs <= goalMs ? 'yes' : '**no**'}`)
  return `| ${[name, ...cells, goals.join('; '), Math.round(ours?.load ?? NaN)].join(' | ')} |`
}

/** Goals that are missed by more than the usual difference between runs (`noise` 0.15: 15 %), one per line. */
export const missedGoals = (summaries: readonly Summary[], noise: number): string[] =>
  summaries.flatMap(({name, limits}) =>
    limits
      .filter(({goalMs, measuredMs}) => !(measuredMs <= goalMs * (1 + noise)))
      .map(
        ({than, goalMs, measuredMs}) =>
          `${name}: ${measuredMs.toFixed(0)} ms, not within ${goalMs.toFixed(0)} ms (${than}) and ${noise * 100} %`,
      ),
  )

/** Replaces the row of the same name; a new row goes to the end of the last table. */
export function writeRows(path: string, summaries: readonly Summary[]): void {
  const lines = readFileSync(path, 'utf8').split('\n')
  for (const summary of summaries) {
    const at = lines.findIndex((line) => line.split('|')[1]?.trim() === summary.name)
    if (at >= 0) lines[at] = rowOf(summary)
    else lines.splice(lines.findLastIndex((line) => line.startsWith('|')) + 1, 0, rowOf(summary))
  }
  writeFileSync(path, lines.join('\n'))
}
