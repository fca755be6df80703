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

// The text for a terminal holds both names and kafkit's colours. So that a colour code in a name cannot pass for one of
// kafkit's, colour.ts writes its codes with a leading zero; they have no width when text is measured, with or without it.
// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
const oursOrControl = /\u001b\[0(\d{1,2})m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Escapes everything but kafkit's own colours, which stay marked, so that the text can be part of another one. */
export const visibleBetweenColours = (text: string): string =>
  text.replaceAll(oursOrControl, (all, code: string | undefined) => (code === undefined ? escaped(all) : all))

/** Marks the colours that chalk wrote as kafkit's. The rest of the text has been escaped already. */
export const markedColours = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
  text.replaceAll(/\u001b\[([1-9]\d?)m/g, '\u001b[0$1m')

/** The text for a terminal: kafkit's colours are kept, and control characters in names are escaped. */
export const screenText = (text: string): string =>
  text.replaceAll(oursOrControl, (all, code: string | undefined) => (code === undefined ? escaped(all) : sgr(code)))

/** The text for a file or a pipe: names are unchanged, and kafkit's colours are kept if they were requested. */
export const pipeText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
  text.includes('\u001b[0') ? text.replaceAll(/\u001b\[0(\d{1,2})m/g, (_, code: string) => sgr(code)) : text

const sgr = (code: string) => `\u001b[${code}m`
