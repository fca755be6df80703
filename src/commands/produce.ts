import {checked} from '../lib/cli/args.ts'
import {ChangingCommand} from '../lib/cli/changing-command.ts'
import {exitCode, interruptedCode} from '../lib/cli/exit.ts'
import type {ConnectionFlagValues} from '../lib/cli/kafka-command.ts'
import {deliveryPlanFrom, producerSettingsFrom} from '../lib/command-parts/produce/delivery.ts'
import {encodes, encodingInput} from '../lib/command-parts/produce/encode.ts'
import {produceExamples} from '../lib/command-parts/produce/examples.ts'
import {produceExclusions} from '../lib/command-parts/produce/exclusions.ts'
import {produceFlags, produceHelpGroups, type ProduceFlags} from '../lib/command-parts/produce/flags.ts'
import {failedOutput, placeOf, progressText} from '../lib/command-parts/produce/outcome.ts'
import type {ProduceOutput, RecordPlace} from '../lib/command-parts/produce/outcome.ts'
import {onlyValueOf} from '../lib/command-parts/produce/records.ts'
import {recordsToSend, type RecordsToSend} from '../lib/command-parts/produce/source.ts'
import {isTransactional} from '../lib/command-parts/produce/transaction.ts'
import {registryFlags, type RegistryFlagValues} from '../lib/command-parts/registry/connect.ts'
import {SchemaAccess} from '../lib/command-parts/registry/schema-access.ts'
import {progressLine} from '../lib/cli/progress.ts'
import {UsageError} from '../lib/cluster/errors.ts'
import {afterSending} from '../lib/records/produce/partly-sent.ts'
import type {Produced, ProduceInput} from '../lib/records/produce/produce.ts'
import type {ProducerCounters} from '../lib/records/produce/producer-settings.ts'
import {checkTopicName} from '../lib/topics/topic-name.ts'
import {producedSummary} from '../lib/views/records/produced-summary.ts'

/** What --output json prints at the end, also if an error ended the run. */
export type Output = ProduceOutput

export default class Produce extends ChangingCommand {
  static override summary = 'send records to a topic: lines, JSON lines, CSV, whole files'
  static override description =
    'Reads FILE or standard input. Each record is written once and in order, and all in-sync replicas acknowledge it, unless a DELIVERY flag says otherwise; how many were acknowledged is printed at the end. Ctrl-C stops reading and sends what was read, or, in a transaction, aborts what is not committed.'
  static override usage = 'produce TOPIC [FILE] [FLAGS]'
  static override examples = produceExamples
  static override args = {
    topic: checked(checkTopicName)({description: 'topic to send to', required: true}),
    file: checked()({description: 'file to send (default, or -: standard input)'}),
  }
  static override baseFlags = {...ChangingCommand.baseFlags, ...registryFlags}
  static override exclusions = produceExclusions
  static override readonly exclusionsAfterProperties = true
  static override flags = produceFlags
  static readonly helpGroups = produceHelpGroups

  protected override readonly client = 'producer'
  #schemas: SchemaAccess | undefined

  async run(): Promise<number> {
    const {flags: given, args, metadata} = await this.parse(Produce)
    const {topic, file} = args
    const readsStdin = (file === undefined || file === '-') && onlyValueOf(given) === undefined
    if (given['password-stdin'] && readsStdin)
      throw new UsageError('--password-stdin reads standard input, where the records are: give a FILE with the records')
    const connection = await this.connection(given)
    const {flags, more, notes} = connection.configured
      ? (await import('../lib/command-parts/produce/producer-defaults.ts')).producerDefaults(
          given,
          metadata,
          connection,
        )
      : {flags: given, notes: []}
    if (!flags.quiet) for (const text of notes) await this.note(text)
    this.checkExclusions(flags)
    const plan = deliveryPlanFrom(flags, {topic, file})
    const {io} = this
    const {typed, ...plain} = await recordsToSend(flags, file, io)
    const send = await this.#sender(flags, topic)
    const encoded = encodes(flags) || flags.input === 'json'
    const {reader, chunks} = encoded ? await this.#encoded(plain, flags, topic) : plain
    const {openDelivery} = await import('../lib/records/produce/open-delivery.ts')
    // The sentences about errors are loaded only when there is an error.
    const nextSteps = () => import('../lib/command-parts/produce/next-step.ts')
    const steps = plan.skip ? await nextSteps() : undefined
    const delivery = await openDelivery(plan, {
      output: io,
      say: (sentence, error) => io.err(`${steps?.sentenceWithNextStep(sentence, error, flags) ?? sentence}\n`),
    })
    if (typed && !flags.quiet)
      io.err(
        `Type one record per line${flags['key-separator'] === undefined ? '' : ', the key first'}; end with Ctrl-D.\n`,
      )
    const settings = producerSettingsFrom(flags)
    const how = {topic, acks: settings.acks, transactional: isTransactional(flags)}
    const isOne = onlyValueOf(flags) !== undefined
    // What is typed on a terminal is visible anyway.
    const progress = typed || isOne || flags.quiet ? undefined : progressLine(io)
    let counters: ProducerCounters | undefined
    let place: RecordPlace | undefined
    try {
      const produced = await send({
        ...more,
        ...settings,
        ...delivery.input,
        topic,
        reader,
        chunks,
        signal: io.interrupted,
        sync: flags.sync,
        ...(isOne && {
          onDelivery: (outcome) => {
            delivery.input.onDelivery?.(outcome)
            place = placeOf(outcome)
          },
        }),
        onNotice: (text) => {
          progress?.clear()
          if (!flags.quiet) io.err(`kafkit: ${text}\n`)
        },
        onProgress: (now) => {
          counters = now
          progress?.show(() => progressText(now))
        },
      })
      progress?.clear()
      await delivery.settled()
      this.achieved(produced)
      if (flags.output === 'json') this.printJson({...produced, ...place})
      else if (!flags.quiet) await this.note(producedSummary(produced, {...how, place}))
      if (produced.stoppedBy === 'signal') return interruptedCode(io)
      return produced.failed + produced.malformed > 0 ? exitCode.failed : exitCode.done
    } catch (raised) {
      const error = (await nextSteps()).withNextStep(raised, flags)
      progress?.clear()
      await delivery.settled().catch(() => undefined)
      // A user who runs the command again must know which records are there already.
      this.achieved(counters ?? null)
      if (counters && counters.records > 0) await this.note(producedSummary(counters, how))
      if (flags.output === 'json') this.printJson(failedOutput(counters, error))
      throw afterSending(error, counters, how.transactional)
    }
  }

  /** After the guard has let the command pass, because --register changes a registry. */
  async #encoded(
    input: Omit<RecordsToSend, 'typed'>,
    flags: ProduceFlags & RegistryFlagValues,
    topic: string,
  ): Promise<Omit<RecordsToSend, 'typed'>> {
    const {io} = this
    const beforeChange = (line: string, fields: object) => this.beforeServiceChange(line, fields)
    const {source} = (this.#schemas = new SchemaAccess(flags, {io, beforeChange}))
    return encodingInput(input, flags, {topic, cwd: io.cwd, source})
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#schemas?.close()
    await super.finally(error)
  }

  /** The client that sends the records: kafkit itself, or kafkajs. */
  async #sender(
    flags: ProduceFlags & ConnectionFlagValues,
    topic: string,
  ): Promise<(input: ProduceInput) => Promise<Produced>> {
    const cluster = await this.connectToChange(flags, {
      changes: `send records to ${topic}`,
      plan: {topic},
      graceful: true,
    })
    if (flags.client === 'kafkajs') {
      const {produceByKafkajs} = await import('../lib/records/kafkajs/produce.ts')
      const kafkajs = await this.connectKafkajs(flags, {graceful: true})
      return (input) => produceByKafkajs(kafkajs, input)
    }
    const {produceRecords} = await import('../lib/records/produce/produce.ts')
    return (input) => produceRecords(cluster, input)
  }
}
