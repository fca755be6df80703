import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "send lines of standard input as records, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --topic TOPIC [OPTIONS]',
  description:
    'Sends one record for each line, in the background. Records that could not be sent are reported on standard error, ' +
    'and the exit code is still 0, unless --sync is given. On a terminal, the prompt > asks for each line; Ctrl-D ends ' +
    'the input.',
  exit: [
    [0, 'All input was read, even if no record could be sent.'],
    [1, `A line could not be read, a property is invalid, or with --sync a record could not be sent. ${usageErrors}`],
  ],
  examples: [
    ['Send values', 'kafka-console-producer --bootstrap-server localhost:9092 --topic orders < orders.txt'],
    [
      'Send keys and values, separated by a colon',
      'kafka-console-producer --bootstrap-server localhost:9092 --topic orders --reader-property parse.key=true --reader-property key.separator=:',
    ],
  ],
  related: ['kafka-console-consumer', 'kafka-topics', 'kafka-consumer-groups'],
} satisfies Manual
