import {boolean, custom} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import {checked} from '../../lib/cli/args.ts'
import {duration} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {ageFlag, lagOptions, selectionFlags} from '../../lib/command-parts/lag/selection.ts'
import {parseListen, serveMetrics, type ListenAddress, type Measured} from '../../lib/cli/metrics-server.ts'
import {withSmallNursery} from '../../lib/cli/small-nursery.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {Failures} from '../../lib/cluster/outcome.ts'
import {metricsPieces} from '../../lib/views/lag/open-metrics.ts'
import {groupLag} from '../../lib/groups/lag/lag.ts'
import {groupsToRead} from '../../lib/groups/groups-to-read.ts'
import {nameSelector, type NameSelector} from '../../lib/text/name-selector.ts'

const defaultListen = '127.0.0.1:9308'
const listen = custom<ListenAddress>({helpValue: 'HOST:PORT', parse: async (text) => parseListen(text)})

export default class GroupsExportMetrics extends KafkaCommand {
  static override summary = 'serve lags as OpenMetrics for Prometheus'
  static override description =
    'Each request for http://HOST:PORT/metrics asks the cluster again; requests that arrive at the same time share one answer. Metrics that kafka_exporter also has keep its names. While the cluster does not answer, kafkit_up is 0 and there are no lags. Stops on SIGTERM or Ctrl-C.'
  static override examples = [
    '<%= config.bin %> groups export-metrics',
    {
      description: 'Some groups, for Prometheus on another machine',
      command: "<%= config.bin %> groups export-metrics 'billing-*' --listen :9308",
    },
  ]
  static override args = {
    group: checked()({
      description: 'names, patterns or /regular expressions/ (default: all groups)',
      multiple: true,
    }),
  }
  static override flags = {
    listen: listen({summary: `the address to listen on (default: ${defaultListen})`}),
    ...selectionFlags,
    ...ageFlag,
    'max-age': duration({summary: 'reuse an answer for this long; by default every request asks the cluster'}),
    quiet: boolean({summary: 'print neither the address nor failed scrapes'}),
  }

  async run(): Promise<undefined> {
    return withSmallNursery(() => this.#serve())
  }

  async #serve(): Promise<undefined> {
    const {flags, args} = await this.parse(GroupsExportMetrics)
    const selectors = (args.group ?? ['*']).map(nameSelector)
    const cluster = await this.connect(flags, {graceful: true})
    let errors = 0
    let last: {measured: Measured; at: number} | undefined
    const measure = async (): Promise<Measured> => {
      const started = this.io.now()
      if (last && started - last.at < (flags['max-age'] ?? 0)) return last.measured
      try {
        const lags = await this.#look(cluster, selectors, flags)
        const durationSeconds = (this.io.now() - started) / 1000
        const scrape = {up: true, durationSeconds, errors}
        const measured: Measured = (format) => metricsPieces(lags, scrape, format)
        if (flags['max-age'] !== undefined) last = {measured, at: this.io.now()}
        return measured
      } catch (error) {
        errors++
        last = undefined
        if (!flags.quiet) await this.warning(`scrape failed: ${(error as Error).message}`)
        const durationSeconds = (this.io.now() - started) / 1000
        const [nothing, scrape] = [
          {groups: [], errors: [], brokerErrors: []},
          {up: false, durationSeconds, errors},
        ]
        return (format) => metricsPieces(nothing, scrape, format)
      }
    }
    const server = await serveMetrics(flags.listen ?? parseListen(defaultListen), measure)
    const {host, port} = server.address
    if (!flags.quiet) this.io.err(`serving http://${host.includes(':') ? `[${host}]` : host}:${port}/metrics\n`)
    const {interrupted} = this.io
    if (!interrupted.aborted)
      await new Promise((resolve) => interrupted.addEventListener('abort', resolve, {once: true}))
    await server.close()
    return undefined
  }

  async #look(
    cluster: Cluster,
    selectors: readonly NameSelector[],
    flags: InferredFlags<typeof GroupsExportMetrics.flags>,
  ) {
    const {selected, listed, brokerErrors} = (await groupsToRead(cluster, selectors)).open(new Failures())
    const agesAt = flags.age ? this.io.now() : undefined
    const lags = await groupLag(cluster, selected.names, {...lagOptions(flags), listed, agesAt})
    // Failures have metrics of their own.
    return {...lags.open(new Failures()), brokerErrors}
  }
}
