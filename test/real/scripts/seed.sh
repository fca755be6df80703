#!/bin/bash
# Test data from a here-document, read back by a consumer that is stopped after some seconds.
topic=$PREFIX-seed
kafka-topics.sh --bootstrap-server "$BROKERS" --create --if-not-exists --topic "$topic" --partitions 1 --replication-factor 1
kafka-console-producer.sh --bootstrap-server "$BROKERS" --topic "$topic" --property parse.key=true --property key.separator=: << DATA
1:{"name": "one"}
2:{"name": "two"}
3:{"name": "it's \$3"}
DATA
echo "sent: $?"
kafka-console-producer.sh --broker-list "$BROKERS" --topic "$topic" 2> /dev/null <<< 'four' || echo "no --broker-list"
timeout 20 kafka-console-consumer.sh --bootstrap-server "$BROKERS" --topic "$topic" --from-beginning \
  --property print.key=true --property key.separator=' -> ' > "$OUT" 2> /dev/null &
consumer=$!
for _ in $(seq 60); do
  [ "$(grep -c . "$OUT" 2> /dev/null)" -ge 3 ] && break
  sleep 0.3
done
kill "$consumer" 2> /dev/null
wait "$consumer" 2> /dev/null
head -n 3 "$OUT"
timeout 5 kafka-console-consumer.sh --bootstrap-server "$BROKERS" --topic "$topic" --group "$PREFIX-late" > "$OUT" 2> /dev/null
echo "stopped with $?, $(wc -l < "$OUT" | tr -d ' ') new"
