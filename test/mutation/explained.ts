// Changes that no test notices because no caller can tell them apart: each was read, and says why.
export interface Explained {
  /** The line as it stands in the file, without blanks around it. */
  readonly text: string
  readonly was: string
  readonly becomes: string
}

interface Reason extends Partial<Explained> {
  readonly why: string
}

const neverMissing = 'there is always one: whatever was asked about has an outcome'
const sameRead = 'what reads it treats both alike'
const oneMore = 'one question more, or an empty one that sends nothing: the same answer'
const memory = 'only how much memory many partitions take'
const reused = 'only how often the memory of an answer is used again'
const addsNothing = 'adds nothing to a sum'

const reasons: Readonly<Record<string, readonly Reason[]>> = {
  'src/lib/cluster/errors.ts': [{becomes: 'true', was: "typeof text === 'object'", why: 'a text has no plain words'}],
  'src/lib/cluster/fan-out.ts': [
    {was: 'item', becomes: 'true', why: neverMissing},
    {was: 'answer.errorMessage ?? null', why: 'a failure makes null of it, too'},
    {
      was: 'elapsedMs < (outcome.patienceMs ?? Infinity)',
      becomes: 'elapsedMs <= (outcome.patienceMs ?? Infinity)',
      why: 'a thousandth of a second',
    },
    {was: 'open.length > 0', becomes: 'open.length >= 0', why: oneMore},
    {was: 'topic === undefined', becomes: 'false', why: 'a topic that is not in the answer is one with an error'},
    {
      was: 'deadline.left < shortestRoundMs',
      becomes: 'deadline.left <= shortestRoundMs',
      why: 'a thousandth of a second',
    },
  ],
  'src/lib/cluster/patience.ts': [
    {
      was: 'monotonicMs() - this.#since > (neverReachedMs[reason] ?? Infinity)',
      becomes: 'monotonicMs() - this.#since >= (neverReachedMs[reason] ?? Infinity)',
      why: 'a thousandth of a second',
    },
    {was: 'neverReachedMs[reason] ?? Infinity', why: 'nothing is greater than undefined either'},
  ],
  'src/lib/groups/gone-since.ts': [{was: 'missing.length === 0', becomes: 'false', why: oneMore}],
  'src/lib/groups/await-coordinators.ts': [
    {was: 'replicas[0] ?? -1', why: 'a partition has replicas'},
    {was: 'homes.get(partition) ?? -1', why: neverMissing},
    {was: 'probes.get(name) ?? -1', why: neverMissing},
    {was: 'homeOf.get(name) ?? -1', why: neverMissing},
    {
      was: '!topic || topic.errorCode !== errorCode.none',
      why: 'a topic that is asked about is in the answer, and has no partitions where there is an error',
    },
    {was: '!names.has(partition)', becomes: 'true', why: 'another name for the same partition'},
  ],
  'src/lib/cluster/coordinator-cache.ts': [{was: "keys[0] ?? ''", why: 'where there is one, it is there'}],
  'src/lib/cluster/cluster.ts': [
    {was: 'signal?.throwIfAborted()', why: 'the connection looks at the signal before it sends'},
    {was: 'this.settings.retries ?? Infinity', why: 'no number is less than 1 either'},
    {
      was: 'this.#silence.answered(addressText(connection.address))',
      why: 'a request that is not answered ends its connection, and the next one that opens says the same',
    },
    {
      was: "api.to === 'transaction' && typeof transactionalId === 'string'",
      becomes: "api.to === 'transaction' || typeof transactionalId === 'string'",
      why: 'a request to a group that names a transactional id names the group as well',
    },
    {was: "typeof request === 'function'", becomes: 'false', why: 'a function has no field of that name either'},
    {was: 'deadline.left < shortestTryMs', becomes: 'deadline.left <= shortestTryMs', why: 'a thousandth of a second'},
    {was: 'known && !known.closed', becomes: 'false', why: 'the connection is found again by its address'},
    {was: 'this.#signal.throwIfAborted()', why: 'opening a connection ends by the same signal'},
    {was: 'this.#silence.answered(addressText(address))', why: 'the answer that follows says the same'},
    {
      was: "typeof errorMessage === 'string'",
      becomes: 'true',
      why: 'no message is undefined or null, and both mean none',
    },
    {
      was: "'group' in target",
      becomes: 'true',
      why: 'the key of a transaction is undefined in the cache of groups, too',
    },
    {was: "'transaction' in target", becomes: 'true', why: 'only a node is left, which has no coordinator to forget'},
  ],
  'src/lib/offsets/newest-commits.ts': [
    {was: 'topic?.errorCode !== errorCode.none', why: 'a topic that may not be seen has no partitions to ask about'},
    {was: 'open.length === 0', becomes: 'false', why: oneMore},
    {was: 'byPartition.get(partition) ?? []', why: neverMissing},
    {was: 'again.length > 0', why: oneMore},
  ],
  'src/lib/configs/plan-changes.ts': [
    {was: 'entry', becomes: 'false', why: 'what is listed has a type of its own'},
    {text: 'const [broker] = defaults ? await cluster.brokers() : []', why: oneMore},
    {was: 'isDefault && listed', why: 'a listing is asked for where there is a default, and nowhere else'},
    {was: 'each.error', becomes: 'false', why: 'the listing is the same answer'},
    {
      text: "if (resource.type === 'BROKER_LOGGER')",
      becomes: 'false',
      why: 'a logger inherits nothing, and its level is its own',
    },
    {was: "value ?? ''", why: 'what is set, added or taken away has a value'},
    {was: 'entry?.value ?? null', why: sameRead},
    {was: "entry?.type ?? 'UNKNOWN'", why: 'no type is compared as an unknown one'},
  ],
  'src/lib/configs/apply-changes.ts': [
    {was: 'items.length === 0', becomes: 'false', why: oneMore},
    {was: '(first && byResource.get(first)) ?? []', why: neverMissing},
    {was: 'byResource.get(resource) ?? []', why: neverMissing},
    {was: "step.value ?? ''", why: 'what is set, added or taken away has a value'},
    {text: 'const described = await describeConfigs(cluster, resources, {keep: (name) => names.has(name), synonyms: true})', why: 'nobody looks at the synonyms of what was read back'}, // prettier-ignore
  ],
  'src/lib/records/consume/fetcher.ts': [
    {
      was: 'this.#partitionMaxBytes < grownPartitionMaxBytes',
      becomes: 'this.#partitionMaxBytes <= grownPartitionMaxBytes',
      why: 'what has grown to the most stays there',
    },
    {
      text: 'if (this.stopped) return',
      becomes: 'false',
      why: 'the same signal ends the request, and nothing is handed on or told after it',
    },
    {
      text: 'if (this.stopped) return undefined',
      becomes: 'false',
      why: 'what is asked is ended by the signal before it is sent',
    },
    {was: 'ahead.finish()', why: reused},
    {was: 'first?.batches[0] && ahead.idle', becomes: 'false', why: reused},
    {was: 'connection.buffers.giveBack(first.bytes)', why: reused},
    {was: 'asked ??= this.#ask(connection, node)', why: 'the loop ends, and begins again for what is left to fetch'},
    {
      was: 'position.fetch.offset !== offsets.get(position)',
      becomes: 'false',
      why: 'a position is in one request at a time, and moves only when that is answered',
    },
    {
      text: 'if (position.fetch.offset !== offsets.get(position)) continue',
      was: 'continue',
      why: 'a position is in one request at a time, and moves only when that is answered',
    },
    {was: 'answer.records ?? Buffer.alloc(0)', why: 'where bytes were counted there are some'},
    {
      was: 'answer.records.length >= full * this.#partitionMaxBytes',
      becomes: 'answer.records.length > full * this.#partitionMaxBytes',
      why: 'a byte more or less that is asked for',
    },
    {
      was: 'answer.divergingEpoch.endOffset >= 0 && answer.divergingEpoch.epoch >= 0',
      becomes: 'answer.divergingEpoch.endOffset >= 0 || answer.divergingEpoch.epoch >= 0',
      why: 'brokers give both or neither',
    },
    {was: 'fetched.broken === undefined', becomes: 'true', why: 'only how much is asked for of the other partitions'},
  ],
  'src/lib/records/consume/fetch-recovery.ts': [
    {was: 'this.#running', becomes: 'false', why: 'a second loop that looks for the same leaders'},
    {was: 'this.#running = true', why: 'a second loop that looks for the same leaders'},
    {text: 'this.#running = true', why: 'a second loop that looks for the same leaders'},
    {text: 'this.#running = false', why: 'the reading has failed, and nothing is stalled any more'},
    {
      was: 'this.#stalled.size > 0',
      why: 'the loop goes on without a question, and is there for the next',
    },
    {was: '!trouble', becomes: 'false', why: 'what is stalled has a trouble'},
    {was: 'earliest.offset ?? 0', why: neverMissing},
    {was: 'latest.offset ?? 0', why: neverMissing},
    {
      was: 'unreadableMs > Math.min(missingForMs, this.#settings.patienceMs)',
      becomes: 'unreadableMs >= Math.min(missingForMs, this.#settings.patienceMs)',
      why: 'a thousandth of a second',
    },
    {
      was: 'unreadableMs > this.#settings.patienceMs',
      becomes: 'unreadableMs >= this.#settings.patienceMs',
      why: 'a thousandth of a second',
    },
    {text: 'this.#stalled.delete(position)', was: 'this.#stalled.delete(position)', why: 'the next look drops it, for it is not stalled any more'}, // prettier-ignore
    {was: 'found?.error', becomes: 'false', why: 'an outcome with an error has no offset'},
  ],
  'src/lib/groups/execute-reset.ts': [
    {was: 'committed.get(groupId) ?? []', why: neverMissing},
    {was: 'found.get(plan.groupId) ?? []', why: neverMissing},
    {was: 'rows.length === 0', becomes: 'false', why: oneMore},
    {
      text: "each.status === 'failed' && each.partition !== null",
      why: 'one that was deleted has no error, and partitions are always named',
    },
  ],
  'src/lib/groups/reset-plan.ts': [
    {text: "const others = target.to === 'group' ? (committed.get(target.groupId) ?? []) : []", why: neverMissing},
    {was: 'committed.get(groupId) ?? []', why: neverMissing},
    {
      text: 'return [groupId, offsets instanceof KafkaError ? [] : offsets] as const',
      why: 'a group whose offsets are refused has no topics, and is not asked for its partitions',
    },
    {was: 'all[at] ?? []', why: neverMissing},
    {was: 'ends.get(key) ?? {}', why: neverMissing},
    {was: 'found?.errorCode ?? errorCode.unknownTopicOrPartition', why: neverMissing},
    {was: 'change > 0', becomes: 'change >= 0', why: addsNothing},
    {was: 'change < 0', becomes: 'change <= 0', why: addsNothing},
    {was: "group.groupEpoch ?? 'unknown'", why: 'groups of the consumer protocol have an epoch'},
    {
      was: "group.type === 'consumer'",
      becomes: "group.type !== 'consumer'",
      why: 'its protocol is consumer, as its type',
    },
    {was: 'isConsumer', becomes: 'true', why: 'the protocol of the other types has the name of the type'},
    {was: '!partitions && !matches', why: oneMore},
    {was: 'endsError ?? committed?.error ?? null', why: sameRead},
    {text: "? {error: error ?? new KafkaError(errorCode.unknownServerError, what, 'the start and end of its log are unknown')}", why: 'a log without ends has an error'}, // prettier-ignore
    {was: 'start ?? offset', why: 'without a start there is no new offset to compare'},
    {was: 'end ?? offset', why: 'without an end there is no new offset to compare'},
  ],
  'src/lib/groups/lag/group-lag.ts': [{was: 'owners.get(member) ?? asOwner(member)', why: neverMissing}],
  'src/lib/groups/lag/lag.ts': [
    {was: 'listed ?? []', why: neverMissing},
    {was: '!distinct.has(key)', becomes: 'true', why: 'the same partition once more, in the same place'},
    {
      text: 'for (const offsets of committed.values()) count += offsets instanceof KafkaError ? 0 : offsets.count',
      why: memory,
    },
    {was: 'count > fewPartitions', why: memory},
    {was: 'many', why: memory},
    {
      was: "(group.type === 'share' ? shared : committed).get(group.groupId) ?? notAsked(group.groupId)",
      why: 'a group is described as the type that it is listed as, or not at all',
    },
    {was: 'ids.length === 0', becomes: 'false', why: oneMore},
  ],
  'src/lib/groups/lag/ages.ts': [
    {was: 'logStartOffset ?? 0', why: 'Math.max takes null as 0'},
    {was: 'each.committedOffset ?? 0', why: 'null is less than what 0 is less than'},
    {was: 'each.logStartOffset ?? 0', why: 'null is less than what 0 is less than'},
    {text: 'const question = questions.get(key) ?? {topic, partition, offset, end, skipping: false, answer: undefined}', was: 'false', why: 'is set before it is read'}, // prettier-ignore
    {was: 'step < mostSteps', becomes: 'step <= mostSteps', why: 'one step more of a bound that is never reached'},
    {was: 'open.length === 0', becomes: 'false', why: oneMore},
    {was: "got.found ?? {kind: 'tooLarge' as const}", why: neverMissing},
    {was: 'places.length === 0', becomes: 'false', why: oneMore},
  ],
  'src/lib/configs/describe.ts': [
    {was: 'description?.configs ?? []', why: neverMissing},
    {text: "const purpose = at % 2 === 0 ? '' : 'configs'", why: 'the first and the second connection change places, or only one is used: slower'}, // prettier-ignore
    {was: 'outcomes.get(resource) ?? notAnswered(resource)', why: neverMissing},
  ],
  'src/lib/configs/alter.ts': [{was: "described?.error ?? new Error('no answer')", why: neverMissing}],
  'src/lib/groups/describe.ts': [
    {was: 'group ?? notAnswered(groupId)', why: neverMissing},
    {was: 'coordinators.get(one.groupId) ?? -1', why: 'undefined is no node either'},
    {
      was: 'brokers.get(coordinators.get(one.groupId) ?? -1) ?? null',
      why: 'a coordinator that answers is in the cluster',
    },
    {was: 'lacking', becomes: 'true', why: 'where no API is lacking, each group has an outcome'},
  ],
}

/** Why no test can notice the change; undefined if nobody has said so. */
export function explained(file: string, change: Explained): string | undefined {
  const fits = reasons[file]?.find(
    ({text = change.text, was = change.was, becomes = change.becomes}) =>
      text === change.text && was === change.was && becomes === change.becomes,
  )
  return fits?.why
}
