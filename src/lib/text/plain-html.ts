const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/**
 * The text of Kafka's documentation without its HTML: list items begin new lines, and everything else is one
 * paragraph.
 */
export const plainHtml = (html: string): string =>
  html
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<li>\s*/gi, '\n- ')
    .replaceAll(/<(?:br|\/?p|\/?ul|\/?ol)\s*\/?>\s*/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(?:#(\d+)|([a-z]+));/gi, (all, code: string | undefined, name: string | undefined) =>
      code === undefined
        ? (entities[name ?? ''] ?? all)
        : Number(code) > 0xffff
          ? all
          : String.fromCharCode(Number(code)),
    )
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')
