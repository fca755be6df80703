#!/bin/bash
# A consumer in the background, and records that arrive meanwhile.
topic=$PREFIX-background
kafka-topics.sh --bootstrap-server "$BROKERS" --create --topic "$topic" --partitions 1 --replication-factor 1 > /dev/null
seq 1 5 | kafka-console-producer.sh --bootstrap-server "$BROKERS" --topic "$topic"
nohup kafka-console-consumer.sh --bootstrap-server "$BROKERS" --topic "$topic" --from-beginning > "$OUT" 2> /dev/null &
consumer=$!
wait_for() {
  for _ in $(seq 100); do
    [ "$(grep -c . "$OUT")" -ge "$1" ] && return 0
    sleep 0.2
  done
  return 1
}
wait_for 5 && echo "five read"
seq 6 9 | kafka-console-producer.sh --bootstrap-server "$BROKERS" --topic "$topic"
wait_for 9 && echo "nine read"
kill "$consumer"
wait "$consumer" 2> /dev/null
paste -s -d , "$OUT"
