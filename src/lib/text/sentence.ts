/** The text with a full stop, unless it already ends with a punctuation mark, so that another sentence can follow. */
export const asSentence = (text: string): string => (/[.?!…:]$/.test(text) ? text : `${text}.`)

/** A sentence without the text that it quotes after a colon, for a place where that text is shown anyway. */
export const withoutQuoted = (text: string, quoted: string): string =>
  quoted === '' ? text : text.replace(`: ${quoted}`, '')
