// Every exit code of kafkit, once: `kafkit help exit-codes`, the man pages and the README are made of it or checked with it.
// A command with a code of its own adds it here.

export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  exceeded: 3,
  stale: 4,
  interrupted: 130,
  terminated: 143,
} as const

/** As a sentence of the manual. */
export const exitCodeMeanings: Readonly<Record<keyof typeof exitCode, string>> = {
  done: 'Done. What was asked for is printed, or has happened.',
  failed:
    'Something failed, even if it is one item of many, or the question was answered with no. What failed is on stderr, a sentence each.',
  usage: 'The command line or an input is wrong; nothing was sent.',
  exceeded:
    'All could be asked (else it is 1), and a limit is exceeded, something is not as expected, or a wait was in vain (brokers can-stop, topics describe --check, partitions list --check, quorum describe --check, health, groups lag, groups wait, acls check, acls why, configs diff, cluster diff, reassign status, reassign wait, tokens list, transactions hanging, consume --fail-if-empty, dump-log --check, schemas check, schemas diff, topics create --exact, topics wait, topics diff, streams topics --check, perf --compare, schemas lint, schemas used-by-topic, diff, plan --fail-on-changes, schemas validate, lint).',
  stale: 'The cluster is not what the plan was made for any more, and nothing was changed: plan again (apply).',
  interrupted: 'Interrupted by Ctrl-C (SIGINT).',
  terminated: 'Interrupted by SIGTERM.',
}

/** Of a command that looks for something: what could not be asked outranks what was found. `failed`: 0 or 1. */
export const foundCode = (found: boolean, failed: number): number =>
  failed === exitCode.done && found ? exitCode.exceeded : failed

/** By number. */
export const exitCodeRows = (): {readonly code: number; readonly meaning: string}[] =>
  Object.entries(exitCode)
    .map(([name, code]) => ({code, meaning: exitCodeMeanings[name as keyof typeof exitCode]}))
    .sort((a, b) => a.code - b.code)
