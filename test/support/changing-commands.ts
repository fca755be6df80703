import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** Where the plan and the journals of the lines are (writeMoveFiles); the commands change the journals. */
export const moveFiles = join(tmpdir(), `kafkit-moves-${process.pid}`)
/** These are about the cluster of fakeMoves. */
export const isMoves = (line: string): boolean => /^(?:brokers|reassign) /.test(line)

/** Declares a topic that no test's cluster has. */
export const declaredTopics = join(import.meta.dirname, '..', 'fixtures', 'provisioning', 'topics.yaml')

/** Every command that can change a cluster, with a line that would. A new one has to be entered here. */
export const changing: Readonly<Record<string, string>> = {
  'acls grant': 'acls grant User:alice read topic/orders --yes',
  'acls revoke': 'acls revoke User:alice write topic/orders --yes',
  apply: `apply -f ${declaredTopics} --yes`,
  'brokers drain': 'brokers drain 2 --topics orders --yes',
  'client-metrics delete': 'client-metrics delete apps --yes',
  'client-metrics set': 'client-metrics set apps --interval 1m --yes',
  'configs set': 'configs set topic/orders retention.ms=1d --yes',
  'configs unset': 'configs unset topic/orders segment.ms --yes',
  consume: 'consume orders --group billing -n 1',
  'elect preferred': 'elect preferred --topic orders --yes',
  'elect unclean': 'elect unclean --topic orders --yes',
  'features downgrade': 'features downgrade transaction.version=0 --yes',
  'features upgrade': 'features upgrade group.version=1 --yes',
  'groups delete': 'groups delete billing --yes',
  'groups delete-offsets': 'groups delete-offsets billing --topic orders --yes',
  'groups reset-offsets': 'groups reset-offsets billing --topic orders --to-earliest --execute --yes',
  'log-dirs move': 'log-dirs move orders:0 --broker 1 --to /data2 --yes',
  produce: 'produce orders',
  'quorum add-controller': 'quorum add-controller 4 --endpoint localhost:9004 --yes',
  'quorum remove-controller': 'quorum remove-controller 3 --yes',
  'quotas set': 'quotas set --user alice producer_byte_rate=2048 --yes',
  'quotas unset': 'quotas unset --user alice producer_byte_rate --yes',
  'reassign cancel': `reassign cancel --journal ${moveFiles}/moving.json --yes`,
  'reassign clean-throttles': 'reassign clean-throttles --others --yes',
  'reassign resume': `reassign resume --journal ${moveFiles}/running.json --yes`,
  'reassign start': `reassign start ${moveFiles}/plan.json --yes`,
  'reassign throttle': `reassign throttle 20MB/s --journal ${moveFiles}/running.json --yes`,
  'reassign undo': `reassign undo --journal ${moveFiles}/over.json --yes`,
  'tokens create': 'tokens create --show --yes',
  'tokens expire': 'tokens expire one --yes',
  'tokens renew': 'tokens renew one --yes',
  'topics alter': 'topics alter orders --partitions 3',
  'topics create': 'topics create invoices',
  'topics delete': 'topics delete orders --yes',
  'transactions abort': 'transactions abort orders:0 --start-offset 3 --yes',
  'users create': 'users create bob --new-password-stdin --yes',
  'users delete': 'users delete alice --yes',
  'users rotate': 'users rotate alice --new-password-stdin --yes',
}

/** Those that need more than the practice broker knows: a cluster of `fakeOperations`. */
export const changesOperations = (line: string): boolean =>
  /^(?:elect|features|log-dirs|quorum|transactions) /.test(line)
