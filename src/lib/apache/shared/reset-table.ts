import {padded, widest} from '../java/format.ts'

/** A new offset as --reset-offsets shows it. */
export interface ShownReset {
  readonly group: string
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** OffsetsUtils.printOffsetsToReset: an empty line, the header, one line per partition, and a final newline. */
export function resetTable(rows: readonly ShownReset[]): string {
  const width = (of: (row: ShownReset) => string) => widest(15, rows.map(of))
  const widths = [width(({group}) => group), width(({topic}) => topic), 10, 0]
  const lines = [
    ['GROUP', 'TOPIC', 'PARTITION', 'NEW-OFFSET'],
    ...rows.map(({group, topic, partition, offset}) => [group, topic, String(partition), String(offset)]),
  ]
  return `${lines.map((cells) => `\n${padded(cells, widths)}`).join('')}\n`
}
