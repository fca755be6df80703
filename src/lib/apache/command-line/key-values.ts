/** Reads `key=value` arguments, split at the first `=`; without one, the value is ''. The last value of a key wins. */
export const keyValues = (words: readonly string[]): Map<string, string> =>
  new Map(
    words.map((word) => {
      const at = word.indexOf('=')
      return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)]
    }),
  )
