import {boolean, string} from '@oclif/core/flags'
import {failuresOf, type ChangePlan} from '../../lib/cli/change.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {tableColumns, type RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {duration} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {ownPrincipal} from '../../lib/cli/own-principal.ts'
import {pause} from '../../lib/cli/pause.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {claimFiles, fill, giveUp, type ClaimedFile} from '../../lib/command-parts/tokens/secret-files.ts'
import {
  notSeen,
  tokenItemColumns as columns,
  TokenProblem,
  type TokenItem,
} from '../../lib/command-parts/tokens/token-items.ts'
import {userPrincipal} from '../../lib/command-parts/tokens/token-principals.ts'
import {addressText} from '../../lib/cluster/address.ts'
import {ExpectedError} from '../../lib/errors/expected-error.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {durationText} from '../../lib/text/duration.ts'
import {shellWord} from '../../lib/text/shell-word.ts'
import {awaitToken} from '../../lib/tokens/await-token.ts'
import {createToken, type NewToken} from '../../lib/tokens/create-token.ts'
import {describeTokens} from '../../lib/tokens/describe-tokens.ts'
import {hmacText, type DelegationToken} from '../../lib/tokens/delegation-token.ts'

export type Output = readonly TokenItem[]
export type Row = RowOf<typeof columns>

interface CreatePlan extends ChangePlan {
  readonly items: readonly TokenItem[]
}

const mechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const

export default class TokensCreate extends ChangingCommand {
  static override summary = 'create a delegation token'
  static override description =
    'A client with the id and the secret (HMAC) of a token logs in as its owner, with SCRAM and tokenauth=true. The secret goes into a new file that only you may read, or is printed with --show. --client-config writes everything that a client needs. Brokers must have a delegation.token.secret.key; they answer only on connections that did not log in with a token, and creating tokens for other owners requires CREATE_TOKENS on user/User:NAME.'
  static override examples = [
    '<%= config.bin %> tokens create --out job.hmac',
    {
      description: 'For a job that runs for a week, which bob may renew',
      command: '<%= config.bin %> tokens create --renewer User:bob --max-life 7d --client-config job.properties --yes',
    },
    {
      description: 'For another user',
      command: '<%= config.bin %> tokens create --owner User:alice --client-config alice.properties',
    },
  ]
  static override flags = {
    owner: string({
      helpValue: 'PRINCIPAL',
      summary: 'the owner of the token (default: yourself; others need Kafka 3.3)',
      parse: async (text) => (userPrincipal(text), text),
    }),
    renewer: string({
      helpValue: 'PRINCIPAL',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'another principal that may renew and expire it, in addition to its owner; repeat for more',
      parse: async (text) => (userPrincipal(text), text),
    }),
    'max-life': duration({summary: 'how long it can be renewed (default: as long as brokers allow)'}),
    out: string({helpValue: 'FILE', summary: 'write the secret into this new file'}),
    'client-config': string({
      helpValue: 'FILE',
      summary: 'write a client.properties into this new file, for --command-config and for clients in Java',
    }),
    mechanism: string({
      helpValue: 'NAME',
      options: [...mechanisms],
      default: 'SCRAM-SHA-256',
      summary: 'the mechanism in --client-config: one that brokers offer',
    }),
    show: boolean({summary: 'print the secret'}),
    'dry-run': boolean({summary: 'show what would be created without creating anything'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(TokensCreate)
    const {out, 'client-config': config, show, 'max-life': maxLifeMs} = flags
    const print = this.printer<Output, TokenItem>(flags, columns, 'tokenId')
    const paths = [out, config].filter((path) => path !== undefined)
    if (paths.length === 0 && !show)
      throw new UsageError('where should the secret go? Give --out FILE, --client-config FILE or --show')
    if (out !== undefined && out === config) throw new UsageError('--out and --client-config name the same file')
    const renewers = [...new Set(flags.renewer)]
    const now = this.io.now()
    const wanted: NewToken = {
      owner: flags.owner === undefined ? undefined : userPrincipal(flags.owner),
      renewers: renewers.map((each) => userPrincipal(each)),
      maxLifetimeMs: maxLifeMs ?? -1,
    }
    return this.carryOut(flags, {
      changes: 'create delegation tokens',
      request: {owner: flags.owner ?? null, renewers},
      plan: async (cluster): Promise<CreatePlan> => {
        // Without an owner, this asks whether brokers support tokens at all on this connection.
        await describeTokens(cluster, [])
        const owner = flags.owner ?? ownPrincipal((await this.connection(flags)).settings)
        const maxLife = maxLifeMs === undefined ? null : now + maxLifeMs
        return {items: [{...fresh, owner, renewers, maxLife}], audited: undefined}
      },
      show: async ({items}, as) => {
        if (as === 'result') await print({value: items, rows: items})
        else if (!flags.yes) await this.printTable(tableColumns(columns, items), items, 'stderr')
      },
      question: ({items}) => `Create a token that logs in as ${items[0]?.owner ?? 'yourself'}`,
      execute: async (cluster): Promise<readonly TokenItem[]> => {
        const files = await claimFiles(paths)
        const token = await createToken(cluster, wanted).catch(async (error: unknown) => {
          await giveUp(files)
          throw error
        })
        const {properties, settings} = await this.connection(flags)
        const protocol = properties.get('security.protocol') ?? 'SASL_PLAINTEXT'
        const bootstrap = settings.bootstrap.map(addressText).join()
        const error = await this.#keep(cluster, token, files, (path) =>
          path === out
            ? `${hmacText(token)}\n`
            : clientConfig(token, {protocol, bootstrap, mechanism: flags.mechanism}),
        )
        const {tokenId, owner, expiresMs: expires, maxMs: maxLife} = token
        const hmac = show ? hmacText(token) : null
        return [{tokenId, owner, renewers, status: 'created', before: null, expires, maxLife, hmac, error}]
      },
      report: async (items) => {
        await print({value: items, rows: items})
        // Secrets must not get into the audit log.
        this.achieved(items.map((item) => ({...item, hmac: null})))
        const [item] = items
        const short = maxLifeMs === undefined || !item?.maxLife ? 0 : now + maxLifeMs - item.maxLife
        if (short > 60_000)
          await this.warning(
            `the token lasts ${durationText(short)} less than requested, because brokers do not allow more (delegation.token.max.lifetime.ms)`,
          )
        for (const path of paths) await this.note(`${shellWord(path)} has the secret; only you may read it`)
      },
      failures: (items) =>
        failuresOf(items.map(({error}) => ({status: error ? 'failed' : 'done', error: error ?? undefined}))),
      undo: ([item]) => ({command: `kafkit tokens expire ${shellWord(item?.tokenId ?? '')}`}),
      notes: {unchanged: 'no token was created'},
    })
  }

  /** Writes the secret and waits until brokers know the token. Returns the failure, or null. */
  async #keep(
    cluster: Cluster,
    token: DelegationToken,
    files: readonly ClaimedFile[],
    textFor: (path: string) => string,
  ): Promise<Error | null> {
    try {
      for (const file of files) await fill(file, textFor(file.path))
      const seen = await awaitToken(
        cluster,
        token.tokenId,
        (now) => now !== undefined,
        () => pause(this.io, 250),
      )
      return seen ? null : notSeen(token.tokenId, 'created')
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error
      return new TokenProblem(`token ${token.tokenId} was created, but ${error.message}`, {cause: error})
    }
  }
}

const fresh: TokenItem = {
  tokenId: null,
  owner: null,
  renewers: [],
  status: 'planned',
  before: null,
  expires: null,
  maxLife: null,
  hmac: null,
  error: null,
}

/** The properties with which a Java client logs in with the token; the token itself has no TLS settings. */
const clientConfig = (
  token: DelegationToken,
  {protocol, bootstrap, mechanism}: Readonly<Record<'protocol' | 'bootstrap' | 'mechanism', string>>,
): string =>
  `# Delegation token of ${token.owner}, until ${new Date(token.expiresMs).toISOString()} unless it is renewed.
bootstrap.servers=${bootstrap}
security.protocol=${protocol.toUpperCase() === 'SSL' ? 'SASL_SSL' : protocol}
sasl.mechanism=${mechanism}
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="${token.tokenId}" password="${hmacText(token)}" tokenauth="true";
`
