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
