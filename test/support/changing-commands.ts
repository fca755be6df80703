import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** The folder of the plan and the journals in the lines (writeMoveFiles); the commands change the journals. */
export const moveFiles = join(tmpdir(), `kafkit-moves-${process.pid}`)
/** An address in the lines that a test replaces with the address of a registry to copy from. */
export const otherRegistry = 'http://127.0.0.1:1'
/** Schemas to import. */
export const exportedFile = join(tmpdir(), `kafkit-exported-${process.pid}.json`)
/** A schema to register. */
export const schemaFile = join(tmpdir(), `kafkit-schema-${process.pid}.avsc`)
/** Lines about a Schema Registry. */
export const isRegistry = (line: string): boolean => line.startsWith('schemas ')
/** Lines about the cluster of fakeMoves. */
export const isMoves = (line: string): boolean => /^(?:brokers|reassign) /.test(line)

/** Declares a topic that no test's cluster has. */
export const declaredTopics = join(import.meta.dirname, '..', 'fixtures', 'provisioning', 'topics.yaml')

/** Every command that can change a cluster, with a line that would. A new command must be entered here. */
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
  'elect unclean': 'elect unclean --topic stuck --yes',
  'features downgrade': 'features downgrade transaction.version=0 --yes',
  'features upgrade': 'features upgrade group.version=1 --yes',
  'groups delete': 'groups delete billing --yes',
  'groups delete-offsets': 'groups delete-offsets billing --topic orders --yes',
  'groups reset-offsets': 'groups reset-offsets billing --topic orders --to-earliest --execute --yes',
  'log-dirs move': 'log-dirs move orders:0 --broker 1 --to /data2 --yes',
  'perf consume': 'perf consume -n 10',
  'perf e2e': 'perf e2e --topic orders -n 1',
  'perf produce': 'perf produce --topic orders -n 10',
  'perf share': 'perf share --topic orders -n 1',
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
  'records trim': 'records trim orders --all --yes',
  'schemas copy': `schemas copy --from-registry ${otherRegistry} --keep-ids --yes`,
  'schemas delete': 'schemas delete doomed-value --yes',
  'schemas import': `schemas import ${exportedFile} --keep-ids --yes`,
  'schemas level': 'schemas level orders-value --set FULL --yes',
  'schemas mode': 'schemas mode orders-value --set READONLY --yes',
  'schemas register': `schemas register invoices-value ${schemaFile}`,
  'schemas restore': 'schemas restore gone-value --yes',
  'share consume': 'share consume orders --group queue -n 1',
  'share delete': 'share delete queue --yes',
  'share reset': 'share reset queue --all-topics --to-latest --execute --yes',
  'streams reset': 'streams reset billing --topic orders --to-earliest --execute --yes',
  'tokens create': 'tokens create --show --yes',
  'tokens expire': 'tokens expire one --yes',
  'tokens renew': 'tokens renew one --yes',
  'topics alter': 'topics alter orders --partitions 3',
  'topics create': 'topics create invoices',
  'topics delete': 'topics delete orders --yes',
  'transactions abort': 'transactions abort orders:0 --start-offset 3 --yes',
  'transactions fence': 'transactions fence billing --yes',
  'users create': 'users create bob --new-password-stdin --yes',
  'users delete': 'users delete alice --yes',
  'users rotate': 'users rotate alice --new-password-stdin --yes',
}

/** Commands that delete at their end what they have created, so that nothing differs afterwards. */
export const leavesNothing: ReadonlySet<string> = new Set(['perf consume', 'perf share'])

/** Lines that need more than the practice broker can do: a cluster of `fakeOperations`. */
export const changesOperations = (line: string): boolean =>
  /^(?:elect|features|log-dirs|perf share|quorum|share|transactions) /.test(line)
