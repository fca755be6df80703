import type {Place} from '../text/place.ts'

/** A problem or a remark about a place. */
export interface PlacedText {
  readonly place: Place
  /** A sentence without its full stop. */
  readonly text: string
  /** The kind of document that --skip-kinds passes over, where that is a way out. */
  readonly skips?: string | undefined
}
