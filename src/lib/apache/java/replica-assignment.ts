import {JavaError} from './errors.ts'
import {parseJavaInt} from './numbers.ts'
import {javaSplit} from './split.ts'

/**
 * The brokers of each partition in `1:2,2:3`; undefined for ''. Throws JavaError with Apache's message if the text is
 * invalid.
 */
export function parseReplicaAssignment(text: string): number[][] | undefined {
  if (text === '') return undefined
  const partitions = javaSplit(text, ',').map((brokers) => javaSplit(brokers, ':').map((id) => parseJavaInt(id.trim())))
  for (const [partition, brokers] of partitions.entries()) {
    const twice = new Set(brokers.filter((id, at) => brokers.indexOf(id) !== at))
    if (twice.size > 0) {
      const text = `Partition replica lists may not contain duplicate entries: ${[...twice].join(',')}`
      throw new JavaError('org.apache.kafka.tools.AdminCommandFailedException', text)
    }
    if (brokers.length !== partitions[0]?.length) {
      const text = `Partition ${partition} has different replication factor: [${brokers.join(', ')}]`
      throw new JavaError('org.apache.kafka.tools.AdminOperationException', text)
    }
  }
  return partitions
}
