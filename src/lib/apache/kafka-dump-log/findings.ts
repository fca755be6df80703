// Mismatches, which are printed to standard error after everything else: by file, in the order of Java's HashMaps.
import type {Long} from '../../log-files/batch-fields.ts'
import {hashOrderOfStrings} from '../java/hash-order.ts'

/** Two numbers for each finding; there may be millions. */
class Pairs {
  readonly first: Long[] = []
  readonly second: Long[] = []

  add(first: Long, second: Long): void {
    this.first.push(first)
    this.second.push(second)
  }

  /** The pairs in the order of a TreeMap: sorted by the first number, of which the last pair counts. */
  sorted(descending: boolean): number[] {
    const {first} = this
    const sign = descending ? -1 : 1
    const at = (place: number) => first[place] ?? 0
    const places = first.map((_, place) => place)
    const ordered = places.toSorted((a, b) => (at(a) < at(b) ? -sign : at(a) > at(b) ? sign : 0))
    return ordered.filter((place, i) => i + 1 === ordered.length || at(place) !== at(ordered[i + 1] ?? 0))
  }
}

/** Pairs of numbers by file. */
class ByFile {
  readonly #files = new Map<string, Pairs>()

  of(file: string): Pairs {
    const pairs = this.#files.get(file) ?? new Pairs()
    this.#files.set(file, pairs)
    return pairs
  }

  print(
    err: (text: string) => void,
    heading: string,
    line: (first: Long, second: Long) => string,
    order?: Order,
  ): void {
    for (const file of hashOrderOfStrings(this.#files.keys())) {
      const pairs = this.of(file)
      const places = order === undefined ? pairs.first.keys() : pairs.sorted(order === 'falling')
      if (pairs.first.length === 0) continue
      err(`${heading}${file}\n`)
      let text = ''
      for (const place of places) {
        text += `${line(pairs.first[place] ?? 0, pairs.second[place] ?? 0)}\n`
        if (text.length > 64 * 1024) {
          err(text)
          text = ''
        }
      }
      err(text)
    }
  }
}
type Order = 'rising' | 'falling'

export class Findings {
  readonly indexMismatches = new ByFile()
  readonly timestampMismatches = new ByFile()
  readonly timestampsOutOfOrder = new ByFile()
  readonly offsetsNotFound = new ByFile()
  readonly gaps = new ByFile()

  print(err: (text: string) => void): void {
    this.indexMismatches.print(
      err,
      'Mismatches in :',
      (index, log) => `  Index offset: ${index}, log offset: ${log}`,
      'falling',
    )
    this.timestampMismatches.print(
      err,
      'Found timestamp mismatch in :',
      (index, log) => `  Index timestamp: ${index}, log timestamp: ${log}`,
    )
    this.timestampsOutOfOrder.print(
      err,
      'Found out of order timestamp in :',
      (index, before) => `  Index timestamp: ${index}, Previously indexed timestamp: ${before}`,
    )
    this.offsetsNotFound.print(
      err,
      'The following indexed offsets are not found in :',
      (index, log) => `Indexed offset: ${index}, found log offset: ${log}`,
    )
    this.gaps.print(
      err,
      'Non-consecutive offsets in ',
      (before, after) => `  ${before} is followed by ${after}`,
      'rising',
    )
  }
}
