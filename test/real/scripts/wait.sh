#!/bin/bash
# Of a container's entry point: go on when the cluster and its topic are there.
tries=0
while ! kafka-topics.sh --bootstrap-server "$BROKERS" --list > /dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -ge 30 ] && echo "no cluster" && exit 1
  sleep 1
done
echo "the cluster is there"
kafka-topics.sh --bootstrap-server "$BROKERS" --create --if-not-exists --topic "$PREFIX-ready" --partitions 2 || exit 1
until kafka-topics.sh --bootstrap-server "$BROKERS" --describe --topic "$PREFIX-ready" 2> /dev/null | grep -q "Leader: [0-9]"; do
  sleep 1
done
echo "the topic has a leader"
# Nobody is there: said on stdout, exit code 1.
printf 'default.api.timeout.ms=1500\nrequest.timeout.ms=1000\n' > "$OUT"
kafka-topics.sh --bootstrap-server 127.0.0.1:1 --list --command-config "$OUT" 2> /dev/null
echo "exit code $?"
