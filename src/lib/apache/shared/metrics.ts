import type {Io} from '../../cli/io.ts'
import {fixed} from '../java/format.ts'

/** ToolsUtils.printMetrics, for metrics by `group:name:{tags}`. */
export function printMetrics(metrics: ReadonlyMap<string, number>, io: Io): void {
  const rows = [...metrics].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, value]) => `${name.padEnd(width)} : ${fixed(value, 3)}\n`)
  io.out(`\n${'Metric Name'.padEnd(width)}   Value\n${lines.join('')}`)
}
