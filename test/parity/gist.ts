import {normalise} from './normalise.ts'
import type {Outcome} from './side.ts'

/** What must be the same on both sides of a generated command line. */
export interface Gist {
  readonly stdout: string
  readonly exit: number | null
  /** The first line of stderr (the whole error of a tool with argparse4j), with sets in a fixed order; '…' for Java's logs and traces, which are ours to word. */
  readonly complaint: string
}

/** Rules (normalise.ts) for what changes from run to run in Apache's own output. */
export interface GistRules {
  /** For stdout. */
  readonly norm?: readonly string[]
  /** For the complaint: a Set.of options is in another order in each JVM. */
  readonly normComplaint?: readonly string[]
}

export function gistOf({stdout, stderr, exit}: Outcome, {norm = [], normComplaint = []}: GistRules = {}): Gist {
  const lines = stderr
    .toString()
    .split('\n')
    .filter((line) => line.trim() !== '')
  // A client's thread may log that it cannot connect before or after the tool complains.
  const first = lines.find((line) => !/^\[[^\]]+\] WARN /.test(line)) ?? lines[0] ?? ''
  // argparse4j's, behind a usage; its help is ours to word.
  const [error] = /^[\w.-]+: +error: [^]*$/m.exec(stderr.toString()) ?? []
  const text = stdout.toString()
  return {
    stdout: text.startsWith('usage: ') ? 'usage' : normalise(text, norm),
    exit,
    // Where it breaks lines is Java's BreakIterator's affair.
    complaint: error?.replaceAll(/\s+/g, '') ?? normalise(complaintOf(first), normComplaint),
  }
}

/** The sentences that joptsimple and the checks of the command line make, wherever they stand. */
const worded =
  /(?:Missing required argument|Option (?:combination )?["'[]|Option\(s\) \[|Option [\w-]+ requires|Command must include|[\w.-]* is not a recognized option|The consumer does not support|Exactly one of|Options --|Options [a-z-]+ and|The (?:topic|partition) is required|The group ids provided|Can't simultaneously|The provided offset|Error while validating|Please provide valid|Cannot parse argument|Found multiple arguments|--bootstrap-server must be|--topic or --topic-id|WARN: No action|delete-config option|This tool helps|Create, delete|O(?:nly o)?ne of --bootstrap|The --(?:principal|idempotent) option|With --(?:producer|consumer) you|You must (?:provide(?! a valid group\.id)|specify)|--topic-partitions cannot|--partitions expects|Malformed time|Missing required option|--group-type must|An interactive shell|A '--resource|ResourceType ).*$/

function complaintOf(line: string): string {
  if (line === '') return ''
  if (line.startsWith('ERROR ')) return '…'
  const [sentence] = worded.exec(line) ?? ['…']
  const sets = /\[[^[\]]+\](?:, \[[^[\]]+\])+/g
  const lists = /(?<=supports operations \[)[^\]]+/
  return [sets, lists].reduce(
    (text, set) => text.replace(set, (some) => some.split(', ').toSorted().join(', ')),
    sentence,
  )
}
