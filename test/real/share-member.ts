// One member of a share group as a process of its own, for the proof: numbers to stdout; those whose acceptance the leader confirmed,
// to a file.
//   node share-member.ts BOOTSTRAP GROUP TOPIC FILE
import {openSync, writeSync} from 'node:fs'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster} from '../../src/lib/cluster/cluster.ts'
import {verdict} from '../../src/lib/records/share/acknowledgements.ts'
import {ShareConsumption, type ShareSink} from '../../src/lib/records/share/share-consumption.ts'

const [bootstrap = '', groupId = '', topic = '', file = ''] = process.argv.slice(2)
const confirmed = openSync(file, 'a')
const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
const say = (text: string) => process.stderr.write(`${new Date().toISOString().slice(11, 23)} ${text}\n`)

/** Printed and not confirmed yet, by partition and offset. */
const printed = new Map<string, string>()
const sink: ShareSink = {
  take: async (records, cursor) => {
    let lines = ''
    const visited = records.visit(
      cursor,
      ({offset, value}) => {
        const number = value?.toString() ?? ''
        printed.set(`${records.partition.partition} ${offset}`, number)
        lines += `${number}\n`
        return verdict.accept
      },
      verdict.release,
    )
    writeSync(1, lines)
    return visited
  },
  acknowledged: ({partition, acknowledgements, error}) => {
    if (error) return say(`not confirmed: ${acknowledgements.recordCount} of ${partition.partition}: ${error.message}`)
    const numbers = acknowledgements.offsets().map((offset) => printed.get(`${partition.partition} ${offset}`))
    writeSync(confirmed, numbers.map((number) => `${number}\n`).join(''))
  },
}
const cluster = openCluster({bootstrap: parseAddresses(bootstrap), clientId: 'share-member'})
try {
  await new ShareConsumption(cluster, {groupId, topics: [topic], signal: stop.signal, onNotice: say}, sink).run()
} catch (error) {
  say(`failed: ${(error as Error).stack}`)
  process.exitCode = 1
} finally {
  cluster.close()
}
