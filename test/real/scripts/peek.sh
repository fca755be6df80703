#!/bin/bash
# Is there anything in the topic, and what does it look like?
topic=$PREFIX-peek
printf 'k1\t{"id":1}\nk2\t{"id":2}\nk3\t{"id":3}\n' |
  kafka-console-producer --bootstrap-server "$BROKERS" --topic "$topic" --property parse.key=true --sync 2> /dev/null ||
  echo "could not produce"

first=$(timeout 30 kafka-console-consumer --bootstrap-server "$BROKERS" --topic "$topic" --from-beginning --max-messages 1 2> /dev/null)
echo "exit code $?, first: $first"
kafka-console-consumer --bootstrap-server "$BROKERS" --topic "$topic" --partition 0 --offset 1 --timeout-ms 4000 \
  --property print.key=true --property print.offset=true 2> /dev/null | head -n 3 | sed -e 's/\t/ | /g'
kafka-console-consumer --bootstrap-server "$BROKERS" --topic "$topic" --timeout-ms x > /dev/null 2>&1 || echo "usage: exit code $?"
