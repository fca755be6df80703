import {createHash} from 'node:crypto'
import {readdir, readFile, rename, rm, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {string} from '@oclif/core/args'
import {exitCode} from '../lib/cli/exit.ts'
import type {Io} from '../lib/cli/io.ts'
import {KafkaCommand} from '../lib/cli/kafka-command.ts'
import {typedLine} from '../lib/cli/typed-line.ts'
import type {Cluster} from '../lib/cluster/cluster.ts'
import {Failures, type Outcome} from '../lib/cluster/outcome.ts'
import {makeFolder} from '../lib/runtime/make-folder.ts'
import {cacheRoot, unfinished} from '../lib/sandbox/folders.ts'

const kinds = ['topics', 'groups', 'brokers', 'profiles', 'topic-configs', 'config-resources'] as const
type Kind = (typeof kinds)[number]

/** A user who presses TAB does not wait longer than this, ms; names are kept, so a second TAB does not ask again. */
const patienceMs = 1500
const freshMs = 5000

export default class Complete extends KafkaCommand {
  static override hidden = true
  static override summary = 'print completions for a shell; the scripts of kafkit completion call this'
  static override description =
    'Prints nothing, and ends with 1, if the names do not arrive within 1.5 s. They are kept for 5 s.'
  static override examples = ["<%= config.bin %> complete topics 'kafkit topics describe ord'"]
  static override args = {
    kind: string({description: 'what to print names of', options: [...kinds], required: true, ignoreStdin: true}),
    line: string({description: 'what has been typed, up to the cursor', required: true, ignoreStdin: true}),
  }

  /** Prints no errors: any text would appear in the middle of what the user is typing. */
  override async start(io: Io): Promise<number> {
    const quiet = {value: () => undefined}
    try {
      return await super.start(
        Object.create(io, {err: quiet, raw: {value: {out: io.raw.out, err: () => undefined}}}) as Io,
      )
    } catch {
      return exitCode.failed
    }
  }

  async run(): Promise<number> {
    const [kind = '', line = ''] = this.argv
    const {connection, begun, before} = typedLine(line)
    const argv = [kind, line, '--timeout', `${patienceMs}ms`, ...connection]
    const {flags, args} = await this.parse(Complete, argv)
    const end = Promise.withResolvers<undefined>()
    const timer = setTimeout(() => end.resolve(undefined), patienceMs)
    const names = await Promise.race([
      this.#kept([kind, ...connection], () => this.#names(args.kind as Kind, {...flags, quiet: true})),
      end.promise,
    ])
    clearTimeout(timer)
    if (names === undefined) return exitCode.failed
    const offered = names.filter((name) => name.startsWith(begun) && (begun.startsWith('_') || !name.startsWith('__')))
    // A name with a line end or other control characters cannot be typed.
    this.io.out(offered.filter((name) => !/\p{Cc}/u.test(name)).map((name) => `${before}${name}\n`).join('')) // prettier-ignore
    return exitCode.done
  }

  async #names(kind: Kind, flags: Parameters<KafkaCommand['connect']>[0]): Promise<string[]> {
    if (kind === 'profiles') {
      const {listProfiles} = await import('../lib/config/profiles.ts')
      return (await listProfiles(this.io.env, this.io.cwd)).profiles.map(({name}) => name)
    }
    const cluster = await this.connect(flags)
    switch (kind) {
      case 'topics':
        return topics(cluster)
      case 'groups':
        return groups(cluster)
      case 'brokers':
        return brokers(cluster)
      case 'topic-configs':
        return topicConfigs(cluster)
      case 'config-resources': {
        const [some, ids] = await Promise.all([topics(cluster), brokers(cluster)])
        return [...some.map((name) => `topic/${name}`), ...ids.map((id) => `broker/${id}`), 'broker-default']
      }
    }
  }

  /** The names of the last few seconds, or else new ones. After a failure, the names are asked for again. */
  async #kept(key: readonly string[], ask: () => Promise<string[]>): Promise<string[]> {
    const folder = join(cacheRoot(this.io.env), 'names')
    const said = Object.entries(this.io.env).filter(([name]) => name.startsWith('KAFK'))
    const sum = createHash('sha256').update(JSON.stringify([key, said.toSorted(), this.io.cwd]))
    const file = join(folder, `${sum.digest('hex').slice(0, 32)}.json`)
    const age = async (of: string) => this.io.now() - (await stat(of)).mtimeMs
    try {
      const ms = await age(file)
      if (ms >= 0 && ms < freshMs) return JSON.parse(await readFile(file, 'utf8')) as string[]
    } catch {
      // No names are kept yet.
    }
    const names = await ask()
    try {
      await makeFolder(folder, {mode: 0o700})
      for (const old of await readdir(folder)) if ((await age(join(folder, old))) > 60_000) await rm(join(folder, old))
      const part = unfinished(file)
      await writeFile(part, JSON.stringify(names), {mode: 0o600})
      await rename(part, file)
    } catch {
      // They are asked for again the next time.
    }
    return names
  }
}

/** The names from the brokers that answer: a name that is not offered can still be typed. */
const known = <T>(outcome: Outcome<T>): T => outcome.open(new Failures())

async function topics(cluster: Cluster): Promise<string[]> {
  const {listTopics} = await import('../lib/topics/list.ts')
  return known(await listTopics(cluster)).topics.map(({name}) => name)
}

async function groups(cluster: Cluster): Promise<string[]> {
  const {listGroups} = await import('../lib/groups/list.ts')
  return known(await listGroups(cluster)).groups.map(({groupId}) => groupId)
}

async function brokers(cluster: Cluster): Promise<string[]> {
  const {describeCluster} = await import('../lib/brokers/describe-cluster.ts')
  return (await describeCluster(cluster)).nodes.map(({id}) => `${id}`)
}

/** The configs that a broker has for any topic, since releases differ. */
async function topicConfigs(cluster: Cluster): Promise<string[]> {
  const [name] = await topics(cluster)
  if (name === undefined) return []
  const {configsOf, describeConfigs} = await import('../lib/configs/describe.ts')
  const [described] = await describeConfigs(cluster, [{type: 'TOPIC', name}])
  return configsOf(described, new Failures()).map((config) => `${config.name}=`)
}
