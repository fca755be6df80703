#!/bin/sh
# From cron: few variables, no terminal, output only where somebody must act. One line a group for a report.
topic=$PREFIX-nightly
export PATH
PATH="$PATH" LC_ALL=C kafka-topics.sh --bootstrap-server "$BROKERS" --create --if-not-exists --topic "$topic" --partitions 1 > "$OUT" 2>&1 || cat "$OUT"
seq 1 30 | kafka-console-producer.sh --bootstrap-server "$BROKERS" --topic "$topic" > /dev/null 2>&1
for group in early late; do
  count=10
  [ "$group" = late ] && count=25
  kafka-console-consumer.sh --bootstrap-server "$BROKERS" --topic "$topic" --group "$PREFIX-$group" --from-beginning \
    --max-messages "$count" > /dev/null 2>&1 < /dev/null
done
kafka-consumer-groups.sh --bootstrap-server "$BROKERS" --list 2> /dev/null | grep "^$PREFIX-" | sort | while read -r group; do
  kafka-consumer-groups.sh --bootstrap-server "$BROKERS" --describe --group "$group" 2> /dev/null < /dev/null |
    awk -v group="$group" '$1 == group {read += $4; lag += $6} END {printf "%s: read %d, behind %d\n", group, read, lag}'
done
