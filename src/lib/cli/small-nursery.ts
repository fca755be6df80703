// A command that reads a hundred thousand small things makes garbage faster than V8 likes to collect it: its nursery for
// young objects grows to 48 MB, and what it promotes in between stays until the next full collection.
import {setFlagsFromString} from 'node:v8'

/**
 * Keeps the nursery as small as it is at the start while `work` goes on: half the memory, and no more CPU time (measured,
 * see docs/performance.md). V8 reads this flag whenever it would let the nursery grow, so that it may be set at any time;
 * afterwards it is as before, because flags are part of what the code cache is checked by (bin/code-cache.js).
 */
export async function withSmallNursery<T>(work: () => Promise<T>): Promise<T> {
  setGrowth(1)
  try {
    return await work()
  } finally {
    setGrowth(2)
  }
}

function setGrowth(factor: number) {
  // Other engines than V8 have no such flag.
  if (process.versions['bun'] === undefined) setFlagsFromString(`--semi-space-growth-factor=${factor}`)
}
