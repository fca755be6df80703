import {boolean, string} from '@oclif/core/flags'
import {everyAcl, matchesFilter, type AclFilter} from '../../lib/acls/acl-binding.ts'
import {resourceText} from '../../lib/acls/acl-text.ts'
import {neverMatches} from '../../lib/acls/never-matches.ts'
import {groupAcls, type GroupedAcls} from '../../lib/acls/grouped-acls.ts'
import {checkStoredPrincipal} from '../../lib/acls/principal.ts'
import {parseResource} from '../../lib/acls/resource-words.ts'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {seeAcls} from '../../lib/command-parts/acls/access.ts'

const columns = {
  principal: {value: ({principal}) => principal, role: () => 'name'},
  /** An IP address; `*` is every host. */
  host: {value: ({host}) => host},
  /** Operations by Kafka's names. */
  operations: {value: ({operations}) => operations},
  permission: {
    value: ({permission}) => permission,
    role: ({permission}) => (permission === 'DENY' ? 'bad' : undefined),
  },
  /** In the form that commands take: `topic/orders`, `topic/orders-*`, `cluster`. */
  resource: {value: (acl) => resourceText(acl)},
  /** `LITERAL` or `PREFIXED`. */
  pattern: {value: ({patternType}) => patternType},
} satisfies Columns<GroupedAcls>

export type Output = readonly GroupedAcls[]
export type Row = RowOf<typeof columns>

export default class AclsList extends KafkaCommand {
  static override summary = 'list ACLs: who may do what with which resource'
  static override description =
    'ACLs that differ only in their operation share a line. For a resource that is named, every ACL that applies to it is listed, prefixes and * included; --exact lists those of exactly this pattern.'
  static override examples = [
    '<%= config.bin %> acls list',
    {description: 'All ACLs that apply to a topic', command: '<%= config.bin %> acls list topic/orders'},
    {
      description: 'The ACLs of one user, for a script',
      command: '<%= config.bin %> acls list --principal User:alice -o jsonl',
    },
  ]
  static override args = {
    resource: checked((text) => void parseResource(text, {literal: true}))({
      description: "topic/orders, group/billing, 'topic/orders-*' (prefix), cluster (default: all)",
      multiple: true,
    }),
  }
  static override flags = {
    principal: string({
      helpValue: 'PRINCIPAL',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'only ACLs of this principal (User:alice); repeat for more',
      parse: async (text) => {
        checkStoredPrincipal(text)
        return text
      },
    }),
    exact: boolean({summary: 'only ACLs whose pattern is exactly the one named'}),
    literal: boolean({summary: 'take a * at the end of a name literally, as part of the name'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(AclsList)
    const print = this.printer<Output, GroupedAcls>(flags, columns, 'resource')
    const {literal, exact, principal: principals} = flags
    const filters = (args.resource ?? []).map((text) => filterFor(text, {literal, exact}))
    const all = await seeAcls(await this.connect(flags))
    const wanted = all.filter(
      (each) =>
        (filters.length === 0 || filters.some((filter) => matchesFilter(each, filter))) &&
        (!principals || principals.includes(each.principal)),
    )
    const grouped = groupAcls(wanted)
    await print({value: grouped, rows: grouped})
    for (const text of new Set(wanted.flatMap((each) => neverMatches(each) ?? []))) await this.warning(text)
    return exitCode.done
  }
}

function filterFor(text: string, {literal, exact}: {readonly literal: boolean; readonly exact: boolean}): AclFilter {
  const pattern = parseResource(text, {literal})
  // For a prefix, ACLs of the names that it covers are not listed: which ACLs apply is a question about one name.
  if (exact || pattern.patternType === 'PREFIXED' || pattern.resourceName === '*') return {...everyAcl, ...pattern}
  return {...everyAcl, ...pattern, patternType: 'MATCH'}
}
