import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "create, renew, expire and list delegation tokens, like Apache Kafka's tool",
  synopsis:
    '--bootstrap-server HOST:PORT,... --command-config FILE --create | --renew | --expire | --describe [OPTIONS]',
  description:
    'Takes exactly one action. A token stands for its owner: who has its id and its secret (HMAC) logs in with SCRAM and ' +
    'tokenauth=true. Brokers need a delegation.token.secret.key, and a connection with a login.\n\n' +
    'Secrets are printed, and --hmac is seen by everybody who lists processes: kafkit tokens writes and reads a file instead.',
  exit: [
    [0, 'Success.'],
    [1, `A request failed. ${usageErrors} Also after --help.`],
  ],
  examples: [
    [
      'Create a token that bob may renew, as long-lived as brokers allow',
      'kafka-delegation-tokens --bootstrap-server localhost:9092 --command-config client.properties --create --max-life-time-period -1 --renewer-principal User:bob',
    ],
    [
      'List your tokens',
      'kafka-delegation-tokens --bootstrap-server localhost:9092 --command-config client.properties --describe',
    ],
    [
      'End a token at once',
      "kafka-delegation-tokens --bootstrap-server localhost:9092 --command-config client.properties --expire --expiry-time-period -1 --hmac 'BASE64'",
    ],
  ],
  related: ['kafka-acls', 'kafka-configs'],
} satisfies Manual
