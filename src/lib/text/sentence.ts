/** A text with a full stop, unless it ends in a mark already: for another sentence behind it. */
export const asSentence = (text: string): string => (/[.?!…:]$/.test(text) ? text : `${text}.`)

/** A sentence without what it quotes behind a colon: for one that stands beside the quoted text. */
export const withoutQuoted = (text: string, quoted: string): string =>
  quoted === '' ? text : text.replace(`: ${quoted}`, '')
