// Admin.listGroups, with which three tools begin.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import {Failures} from '../../cluster/outcome.ts'
import {listGroups, type GroupSelection, type ListedGroup} from '../../groups/list.ts'
import {asJavaError, JavaError} from '../java/errors.ts'
import {hashOrder, stringHash} from '../java/hash-order.ts'

/**
 * The groups in the order of the HashMap in which Apache's client collects them. `keep`: which groups get into that
 * map. Throws JavaError if the brokers cannot be looked up, or if one of them does not answer.
 */
export async function listedGroups(
  cluster: Cluster,
  io: Io,
  selection: Pick<GroupSelection, 'states' | 'types'> = {},
  keep: (group: ListedGroup) => boolean = () => true,
): Promise<ListedGroup[]> {
  const listing = await listGroups(cluster, {...selection, order: 'broker'}).catch((error: unknown) => {
    const cause = asJavaError(error, 'findAllBrokers')
    const text = 'Failed to find brokers to send ListGroups'
    throw new JavaError('org.apache.kafka.common.KafkaException', text, {cause})
  })
  const failures = new Failures()
  const {groups} = listing.open(failures)
  // If a partition of __consumer_offsets has no leader, Apache's tools list the remaining groups and do not say that
  // some are missing.
  const [leaderless, failed] = [
    failures.untold.filter(isLeaderless),
    failures.untold.find((each) => !isLeaderless(each)),
  ]
  for (const error of leaderless) io.err(`WARN groups are missing: ${error.message}\n`)
  if (failed) throw asJavaError(failed, 'listGroups')
  return hashOrder(groups.filter(keep), ({groupId}) => stringHash(groupId))
}

const isLeaderless = (error: Error) => error instanceof KafkaError && error.code === errorCode.leaderNotAvailable
