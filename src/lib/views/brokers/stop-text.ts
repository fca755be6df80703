import type {StopVerdict} from '../../brokers/can-stop.ts'
import {listed} from '../../text/listed.ts'
import {counted} from '../../text/plural.ts'

/** `broker 3 cannot be stopped now: 2 partitions would go offline`. */
export function stopText({broker, verdict, partitions, quorum, looked}: StopVerdict): string {
  if (verdict === 'yes')
    return looked === 0
      ? `broker ${broker} can be stopped: it has no replicas`
      : `broker ${broker} can be stopped: all ${counted(looked, 'partition')} with a replica there keep enough in-sync replicas`
  if (verdict === 'unknown') return `cannot tell whether broker ${broker} can be stopped`
  const offline = partitions.filter(({effect}) => effect === 'offline').length
  const under = partitions.length - offline
  const reasons = [
    ...(offline > 0 ? [`${counted(offline, 'partition')} would go offline`] : []),
    ...(under > 0 ? [`${counted(under, 'partition')} would fall below min.insync.replicas`] : []),
    ...(quorum
      ? [
          `the quorum of controllers would have ${quorum.inReach.filter((id) => id !== broker).length} of ${counted(quorum.voters.length, 'voter')} in reach and needs ${quorum.needed}`,
        ]
      : []),
  ]
  return `broker ${broker} cannot be stopped now: ${listed(reasons, 'and')}`
}
