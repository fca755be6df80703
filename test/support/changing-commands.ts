/** Every command that can change a cluster, with a line that would. A new one has to be entered here. */
export const changing: Readonly<Record<string, string>> = {
  'acls grant': 'acls grant User:alice read topic/orders --yes',
  'acls revoke': 'acls revoke User:alice write topic/orders --yes',
  'client-metrics delete': 'client-metrics delete apps --yes',
  'client-metrics set': 'client-metrics set apps --interval 1m --yes',
  'configs set': 'configs set topic/orders retention.ms=1d --yes',
  'configs unset': 'configs unset topic/orders segment.ms --yes',
  consume: 'consume orders --group billing -n 1',
  'groups delete': 'groups delete billing --yes',
  'groups delete-offsets': 'groups delete-offsets billing --topic orders --yes',
  'groups reset-offsets': 'groups reset-offsets billing --topic orders --to-earliest --execute --yes',
  produce: 'produce orders',
  'topics alter': 'topics alter orders --partitions 3',
  'topics create': 'topics create invoices',
  'topics delete': 'topics delete orders --yes',
}
