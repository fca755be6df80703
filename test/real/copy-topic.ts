// A topic's values to standard output as a process of its own, for what pipes do to it; how it ended to stderr.
//   node copy-topic.ts BOOTSTRAP TOPIC
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster} from '../../src/lib/cluster/cluster.ts'
import {consumeRecords} from '../../src/lib/records/consume/consume.ts'
import {textFormat} from '../../src/lib/records/formats/text-format.ts'
import {fileOutput} from '../../src/lib/records/output.ts'

const [bootstrap = '', topic = ''] = process.argv.slice(2)
const cluster = openCluster({bootstrap: parseAddresses(bootstrap)})
const {records, stoppedBy} = await consumeRecords(cluster, {
  topics: [topic],
  start: {from: 'beginning'},
  format: textFormat(),
  output: fileOutput(1),
})
console.error(JSON.stringify({stoppedBy, all: records}))
cluster.close()
