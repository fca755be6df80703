/** A text with a full stop, unless it ends in a mark already: for another sentence behind it. */
export const asSentence = (text: string): string => (/[.?!…:]$/.test(text) ? text : `${text}.`)
