import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "create, renew, expire and list delegation tokens, like Apache Kafka's tool",
  synopsis:
    '--bootstrap-server HOST:PORT,... --command-config FILE --create | --renew | --expire | --describe [OPTIONS]',
  description:
    'Takes exactly one action. A token stands for its owner: a client that has its id and secret (HMAC) logs in with SCRAM and ' +
    'tokenauth=true. Brokers need a delegation.token.secret.key, and the connection needs a login.\n\n' +
    'This tool prints secrets, and --hmac is visible to everyone who can list processes; kafkit tokens uses files instead.',
  exit: [
    [0, 'Success.'],
    [1, `A request failed. ${usageErrors} Also after --help.`],
  ],
  examples: [
    [
      'Create a token that bob may renew, with the longest lifetime that brokers allow',
      'kafka-delegation-tokens --bootstrap-server localhost:9092 --command-config client.properties --create --max-life-time-period -1 --renewer-principal User:bob',
    ],
    [
      'List your tokens',
      'kafka-delegation-tokens --bootstrap-server localhost:9092 --command-config client.properties --describe',
    ],
    [
      'Expire a token at once',
      "kafka-delegation-tokens --bootstrap-server localhost:9092 --command-config client.properties --expire --expiry-time-period -1 --hmac 'BASE64'",
    ],
  ],
  related: ['kafka-acls', 'kafka-configs'],
} satisfies Manual
