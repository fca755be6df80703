/**
 * Text from elsewhere, such as a broker's message, with control characters written out (`\x1b`), so that it cannot steer
 * the terminal. Newlines and tabs stay.
 */
// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
export const visible = (text: string): string => text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, escaped)

/** The same for text that must stay on one line, such as a cell of a table: newlines and tabs are written out too. */
// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
export const visibleInLine = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, escaped)

const escaped = (character: string) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`

// Names and colours are in one text when it gets to a terminal. To tell a colour of ours from one that a name brings along,
// colour.ts writes its number with a zero in front, which is as long as nothing to all who measure text.
// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
const oursOrControl = /\u001b\[0(\d{1,2})m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Escapes what is not ours; the colours stay marked, so that they can be part of another text. */
export const visibleBetweenColours = (text: string): string =>
  text.replaceAll(oursOrControl, (all, code: string | undefined) => (code === undefined ? escaped(all) : all))

/** Colours as chalk wrote them, marked as ours. Everything else in it has been made visible. */
export const markedColours = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
  text.replaceAll(/\u001b\[([1-9]\d?)m/g, '\u001b[0$1m')

/** The text for a terminal: our colours are kept, control characters in names are escaped. */
export const screenText = (text: string): string =>
  text.replaceAll(oursOrControl, (all, code: string | undefined) => (code === undefined ? escaped(all) : sgr(code)))

/** The text for a file or a pipe: names are unchanged, and our colours are kept if they were requested. */
export const pipeText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
  text.includes('\u001b[0') ? text.replaceAll(/\u001b\[0(\d{1,2})m/g, (_, code: string) => sgr(code)) : text

const sgr = (code: string) => `\u001b[${code}m`
