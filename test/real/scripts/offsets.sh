#!/bin/bash
# Keeps a group's offsets in a file, reads everything again, and goes back.
set -e
topic=$PREFIX-replay group=$PREFIX-replayer
groups() { kafka-consumer-groups.sh --bootstrap-server "$BROKERS" --group "$group" "$@" 2> /dev/null; }
offset() { groups --describe | awk -v topic="$topic" '$2 == topic {print $4 " of " $5}'; }

kafka-topics.sh --bootstrap-server "$BROKERS" --create --topic "$topic" --partitions 1 --replication-factor 1
seq 1 50 | kafka-console-producer.sh --bootstrap-server "$BROKERS" --topic "$topic"
groups --reset-offsets --topic "$topic" --to-offset 20 --execute | tail -n 1 | awk '{print $2, $3, $4}'
groups --reset-offsets --all-topics --to-current --dry-run --export | grep . > "$OUT"
cat "$OUT"
groups --reset-offsets --topic "$topic" --to-earliest --execute > /dev/null
echo "back at $(offset)"
groups --reset-offsets --from-file "$OUT" --execute | awk 'NR > 2 {print $4}'
echo "restored to $(offset)"
kafka-consumer-groups.sh --bootstrap-server "$BROKERS" --list | grep -c "^$group$"
groups --delete
groups --describe | head -n 2
