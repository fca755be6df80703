// The reader with which a console producer reads its input.
import type {Io} from '../../../cli/io.ts'
import {readClientProperties} from '../../client/open-client.ts'
import {keyValues} from '../../command-line/key-values.ts'
import {legacyNames} from '../../command-line/removed-options.ts'
import {JavaError} from '../../java/errors.ts'
import {defaultRegistry, readerClasses} from '../confluent/class-names.ts'
import type {ConsoleProducerOptions} from './checks.ts'
import type {ConsoleReader} from './console-reader.ts'
import {lineMessageReader} from './line-message-reader.ts'
import {consoleProducerOptions} from './options.ts'

export interface ReaderSetup {
  readonly reader: ConsoleReader
  readonly topic: string
  readonly close?: () => void
}

/** Throws JavaError for a class that is not built in, and for invalid properties. */
export async function readerOf(options: ConsoleProducerOptions, io: Io, ofConfluent: boolean): Promise<ReaderSetup> {
  const name = options.value('line-reader') ?? ''
  const type = Object.hasOwn(readerClasses, name) ? readerClasses[name] : undefined
  if (type === undefined) checkReaderClass(name, legacyNames(io))
  const properties = new Map([
    ...(ofConfluent ? defaultRegistry : []),
    ...(await readClientProperties(options.value('reader-config'))),
    ['topic', options.value('topic') ?? ''],
    ...keyValues(options.values(options.has('property') ? 'property' : 'reader-property')),
  ])
  const topic = properties.get('topic') ?? ''
  if (type === undefined) return {reader: lineMessageReader(properties), topic}
  const {schemaMessageReader} = await import('../confluent/message-reader.ts')
  return {...(await schemaMessageReader(type, properties, io)), topic}
}

function checkReaderClass(name: string, legacyName: (notice: string) => boolean) {
  if (name === consoleProducerOptions['line-reader'].default) return
  if (/^java\.(?:lang\.(?:Object|String|Thread)|util\.(?:ArrayList|HashMap|Properties))$/.test(name)) {
    const text = 'The reader must implement org.apache.kafka.tools.api.RecordReader interface'
    throw new JavaError('java.lang.IllegalArgumentException', text)
  }
  const isOld = name === 'kafka.tools.ConsoleProducer$LineMessageReader'
  const today = consoleProducerOptions['line-reader'].default
  if (isOld && legacyName(`${name} is called ${today} since Kafka 4.0`)) return
  const renamed = isOld ? ' (its name until Kafka 3.9; KAFKIT_LEGACY=1 makes this tool accept it)' : ''
  throw new JavaError(
    'java.lang.ClassNotFoundException',
    `${name}: this class is not built in${renamed}. Your own classes need Apache's tool and a class path. ` +
      `Built in are ${[today, ...Object.keys(readerClasses)].join(', ')}, which --reader-property configures.`,
  )
}
