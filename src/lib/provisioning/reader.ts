// A format: its name, how its documents are recognised, and how they are read.
import type {Declared} from './declared.ts'
import type {Node} from '../text/node.ts'
import type {PlacedText} from './placed-text.ts'
import type {Place} from '../text/place.ts'

/**
 * Receives the problems and remarks of a reader. The reader continues after a problem, so that one run shows all
 * mistakes.
 */
export interface Reading {
  /** Reports a mistake that must be fixed: nothing is sent, exit code 2. */
  problem(place: Place, text: string, skips?: string): void
  /** Reports something worth knowing. */
  remark(place: Place, text: string): void
  /** Sources of secrets by `ENV` or `name/key`, for formats that refer to a secret store that kafkit cannot read. */
  readonly secrets: ReadonlyMap<string, string>
  /** How Julie composes topic names, instead of its default rule. */
  readonly julieName?: string | undefined
  /** Kinds to skip inside a document: `kafka_quota` of Terraform. */
  readonly skipKinds?: readonly string[] | undefined
  /** All documents of the run, for formats whose documents refer to each other. */
  readonly documents?: readonly Node[] | undefined
}

export interface FormatReader {
  /** The name that --from takes and that messages use. */
  readonly name: string
  /** The format concerns only a small part of its documents, as in a compose file; other content is not a problem. */
  readonly readsLittle?: boolean | undefined
  /** Whether the content of a document is in this format. The first reader that recognises it reads it. */
  recognises(document: Node): boolean
  /**
   * The document as desired state; several if it is a list of documents. A field that is not understood is a problem,
   * never skipped.
   */
  read(document: Node, reading: Reading): readonly Declared[]
}

/** Collects problems and remarks. */
export class ProblemCollector implements Reading {
  readonly problems: PlacedText[] = []
  readonly remarks: PlacedText[] = []
  readonly secrets: ReadonlyMap<string, string>
  readonly julieName: string | undefined
  readonly skipKinds: readonly string[]
  documents: readonly Node[] = []

  constructor(
    given: Pick<Reading, 'julieName' | 'skipKinds'> & {readonly secrets?: Reading['secrets'] | undefined} = {},
  ) {
    this.secrets = given.secrets ?? new Map()
    this.julieName = given.julieName
    this.skipKinds = given.skipKinds ?? []
  }

  problem(place: Place, text: string, skips?: string): void {
    this.problems.push({place, text, skips})
  }

  remark(place: Place, text: string): void {
    this.remarks.push({place, text})
  }
}
