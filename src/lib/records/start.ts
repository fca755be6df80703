// Where reading begins.

export type Start =
  | {from: 'beginning'}
  | {from: 'end'}
  | {from: 'offset'; offset: number}
  /** The last so many offsets of each partition (markers and compacted gaps count, so it may be fewer records). */
  | {from: 'last'; count: number}
  /** The first record at or after this time (ms since 1970); the end if there is none. */
  | {from: 'timestamp'; timestamp: number}
  /** Committed offsets of a group, without joining it. */
  | {from: 'group'; group: string; otherwise: OffsetReset}

/** What to do without a (valid) offset: Kafka's auto.offset.reset; `fail` is its `none`. */
export type OffsetReset = 'earliest' | 'latest' | 'fail'
