import type {SoakResult} from './soak.ts'

/** MiB that a process may seem to grow by within a run: garbage is collected when V8 likes. */
const toleratedMemory = 16
const toleratedFiles = 4

/** What must not be; empty if all is well. */
export function failuresOf(result: SoakResult): string[] {
  const {missing, doubled, outOfOrder, failedScrapes, untrue, processes, problems} = result
  const counts = {missing, doubled, 'out of order': outOfOrder, 'scrapes without an answer': failedScrapes}
  return [
    ...Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : [])),
    ...(untrue.length > 0 ? [`${untrue.length} lags told that are not known: ${untrue[0]}`] : []),
    ...processes.flatMap(({name, memory, files}) => [
      ...(memory.growth > toleratedMemory ? [`${name} grows by ${memory.growth.toFixed(1)} MiB`] : []),
      ...(files.growth > toleratedFiles ? [`${name} opens ${files.growth.toFixed(1)} files more`] : []),
    ]),
    ...problems.filter((text) => !text.startsWith('produce, resumed')),
  ]
}

export function reportText(result: SoakResult): string {
  const signed = (value: number) => `${value >= 0 ? '+' : ''}${value.toFixed(1)}`
  const trends = result.processes.map(
    ({name, memory, files}) =>
      `  ${name.padEnd(10)} ${memory.last.toFixed(0)} MiB (most ${memory.most.toFixed(0)}), slope ${signed(memory.perHour)} MiB an hour; ` +
      `${files.last} files, slope ${signed(files.perHour)} an hour`,
  )
  return [
    `${result.minutes.toFixed(1)} minutes, ${result.faults.length} faults`,
    `${result.written} records written (the producer was resumed ${result.resumed} times): ${result.missing} missing, ` +
      `${result.doubled} doubled, ${result.outOfOrder} out of order; ${result.doubledByKill} twice where it was killed, ` +
      `${result.readAgain} read again by the group`,
    `${result.scrapes} scrapes: ${result.failedScrapes} without an answer, ${result.incomplete} incomplete and said so, ` +
      `${result.untrue.length} unknown lags told as known`,
    `groups watch: ${result.watchLines} lines`,
    ...trends,
    ...result.problems,
  ].join('\n')
}
