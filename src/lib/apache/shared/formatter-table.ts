import type {OptionTable} from '../command-line/options.ts'

const keyValue = (help: string) => ({argument: 'required', argumentName: 'KEY=VALUE', repeatable: true, help}) as const
const file = (help: string) => ({argument: 'required', argumentName: 'FILE', help}) as const

/** The options of console consumers about the formatter of records. */
export const formatterOptions = {
  formatter: {
    argument: 'required',
    argumentName: 'CLASS',
    default: 'org.apache.kafka.tools.consumer.DefaultMessageFormatter',
    help:
      'Formatter of records. Also built in, in org.apache.kafka.tools.consumer: LoggingMessageFormatter, ' +
      'NoOpMessageFormatter, OffsetsMessageFormatter, GroupMetadataMessageFormatter, ShareGroupMessageFormatter, ' +
      "TransactionLogMessageFormatter and group.share.ShareGroupStateMessageFormatter; and in the console consumer Confluent's " +
      'io.confluent.kafka.formatter.AvroMessageFormatter, protobuf.ProtobufMessageFormatter and json.JsonSchemaMessageFormatter.',
  },
  'formatter-config': file('Properties for the formatter. --formatter-property overrides them.'),
  'formatter-property': keyValue(
    'A property of the formatter. The default formatter has: print.timestamp, print.partition, print.offset, print.delivery, print.epoch, ' +
      'print.headers, print.key (all false), print.value (true), key.separator (a tab), line.separator (a newline), ' +
      'headers.separator (a comma), null.literal (null), key.deserializer, value.deserializer, headers.deserializer. ' +
      "There are no escapes: in bash, write a tab as $'\\t'.",
  ),
  'key-deserializer': {argument: 'required', argumentName: 'CLASS', help: 'Deserializer for keys.'},
  property: {
    ...keyValue('A property of the formatter.'),
    deprecated: 'Deprecated since 4.2: see --formatter-property.',
  },
  'value-deserializer': {argument: 'required', argumentName: 'CLASS', help: 'Deserializer for values.'},
} satisfies OptionTable
