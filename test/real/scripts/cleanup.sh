#!/bin/bash
# What tests left behind.
set -eu

for name in tmp-1 tmp-2 keep; do
  kafka-topics --bootstrap-server "$BROKERS" --create --topic "$PREFIX-$name" --partitions 1 --replication-factor 1
done
kafka-topics --bootstrap-server "$BROKERS" --list | grep "^$PREFIX-tmp-" |
  xargs -r -n 1 kafka-topics --bootstrap-server "$BROKERS" --delete --topic
sleep 1
echo "left:"
kafka-topics --bootstrap-server "$BROKERS" --list | grep "^$PREFIX-" || echo nothing
if ! kafka-topics --bootstrap-server "$BROKERS" --delete --topic "$PREFIX-tmp-1" > "$OUT" 2> /dev/null; then
  echo "the second time: $(grep -c 'does not exist as expected' "$OUT")"
fi
