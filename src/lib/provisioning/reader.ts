// What a format is: a name, how its documents are recognised, and how they are read.
import type {Declared} from './declared.ts'
import type {Node} from './node.ts'
import type {Place, Said} from './place.ts'

/** What a reader tells while it reads. It goes on after a problem, so that one run shows all that is wrong. */
export interface Reading {
  /** Something that must be repaired: nothing is sent, exit code 2. */
  problem(place: Place, text: string, skips?: string): void
  /** Something to know. */
  remark(place: Place, text: string): void
  /** `ENV`, `name/key` → where a secret is, for formats that point into a store that kafkit does not have. */
  readonly secrets: ReadonlyMap<string, string>
  /** How Julie's topics are named, in place of its default rule. */
  readonly julieName?: string | undefined
  /** What is passed over inside a document, by its kind: `kafka_quota` of Terraform. */
  readonly skipKinds?: readonly string[] | undefined
  /** All documents of the run, for formats whose documents refer to each other. */
  readonly documents?: readonly Node[] | undefined
}

export interface FormatReader {
  /** As --from takes it, and as messages call the format. */
  readonly name: string
  /** Most of a document is none of its business, such as a compose file's: whatever stands there is no problem. */
  readonly readsLittle?: boolean | undefined
  /** Whether a document is in this format, by its content. The first reader that says so takes it. */
  recognises(document: Node): boolean
  /**
   * The document as desired state, or several where it is a list of them. A field that is not understood is a problem, never
   * passed over.
   */
  read(document: Node, reading: Reading): readonly Declared[]
}

/** Collects what a reading tells. */
export class Told implements Reading {
  readonly problems: Said[] = []
  readonly remarks: Said[] = []
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
