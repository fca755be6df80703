// What a scrape says that it cannot know.

const series = /^(\w+)\{(.*)\} (\S+)$/
const labelsOf = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [name, value]))

/** Lags that are told beside the statement that they are not known; sums in which such a one is missing. */
export function knownAndUnknown(metrics: string): string[] {
  const unknown = new Set<string>()
  const sums = new Set<string>()
  const told: {readonly line: string; readonly key: string; readonly isSum: boolean}[] = []
  for (const line of metrics.split('\n')) {
    const [, name = '', text = ''] = series.exec(line) ?? []
    const {consumergroup = '', topic = '', partition = '', reason} = labelsOf(text)
    const [place, sum] = [JSON.stringify([consumergroup, topic, partition]), JSON.stringify([consumergroup, topic])]
    // What was deleted unread has a lag, though not all of it will be read.
    if (name === 'kafkit_consumergroup_lag_unknown' && reason !== 'beforeStart') {
      unknown.add(place)
      sums.add(sum)
    } else if (name === 'kafka_consumergroup_lag') told.push({line, key: place, isSum: false})
    else if (name === 'kafka_consumergroup_lag_sum') told.push({line, key: sum, isSum: true})
  }
  return told.filter(({key, isSum}) => (isSum ? sums : unknown).has(key)).map(({line}) => line)
}
