import {JavaError} from './errors.ts'
import {parseJavaInt} from './numbers.ts'

/** `1:2,2:3` as Apache reads it, with its complaints; undefined for ''. Brokers of each partition. */
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

/** String.split: empty parts at the end do not count, unless there is nothing else at all. */
export function javaSplit(text: string, separator: string): string[] {
  if (text === '') return ['']
  const parts = text.split(separator)
  while (parts.at(-1) === '') parts.pop()
  return parts
}
