import {describe, expect, test} from 'vitest'
import {UsageError} from '../../../src/lib/cluster/errors.ts'
import {templateFormat} from '../../../src/lib/records/formats/template-format.ts'
import {plain, printed, rich} from '../support/printed.ts'

describe('templates, as kcat prints them', () => {
  test('every placeholder prints what kcat prints', () => {
    // What kcat -f prints for such a record: a null header value is NULL, lengths of null are -1.
    const format = templateFormat('%t|%p|%o|%T|%k|%s|%v|%K|%S|%V|%h|%e|%%\\n')
    expect(printed(format, [rich, {}])).toBe(
      'orders|3|7|1700000000000|key|value|value|3|5|5|h1=v1,h2=NULL,h1=|5|%\n' +
        'orders|3|8|1700000000000||||-1|-1|-1||5|%\n',
    )
  })

  test('%R is the length as four bytes, big-endian', () => {
    expect(printed(templateFormat('%R%s'), [{value: 'x'.repeat(258)}, {}])).toBe(
      `\0\0\x01\x02${'x'.repeat(258)}\xff\xff\xff\xff`,
    )
  })

  test('escapes and text beyond ASCII are printed', () => {
    expect(printed(templateFormat('\\x41\\t\\r\\0\\\\n\\xe9é\\n'), [plain])).toBe('A\t\r\0\\n\xe9\xc3\xa9\n')
  })

  test('bytes and times can be converted', () => {
    const binary = {key: Buffer.from([0xde, 0xad]), value: Buffer.from([0xff]), timestamp: 0}
    expect(printed(templateFormat('%k{hex} %v{base64} %s{hex} %T{iso}'), [binary])).toBe(
      'dead /w== ff 1970-01-01T00:00:00.000Z',
    )
  })

  test('numbers are printed as big-endian integers and in hex', () => {
    const at = (template: string) => Buffer.from(printed(templateFormat(template), [rich]), 'latin1').toString('hex')
    expect(at('%p{big8}%p{big16}%o{big32}')).toBe('03000300000007')
    expect(at('%T{big64}%K{big16}%V{big32}')).toBe('0000018bcfe56800000300000005')
    expect(printed(templateFormat('%T{hex} %T{s} %H'), [rich])).toBe('18bcfe56800 1700000000 3')
    expect(at('%V{big64}').length).toBe(16)
    expect(Buffer.from(printed(templateFormat('%V{big64}%K{big16}'), [{}]), 'latin1').toString('hex')).toBe(
      'f'.repeat(20),
    )
  })

  test('%h{NAME} prints the last header of that name, and the null literal without one', () => {
    const twice = {
      headers: [
        ['h', 'a'],
        ['h', 'b'],
        ['n', null],
      ] as [string, string | null][],
    }
    expect(printed(templateFormat('[%h{h}][%h{n}][%h{none}]', '-'), [twice])).toBe('[b][-][-]')
  })

  test('%v{json} prints the value as a JSON string', () => {
    expect(printed(templateFormat('%v{json}', '-'), [{value: 'x"y'}])).toBe('"x\\"y"')
  })

  test('a null key or value prints the null literal, also when converted', () => {
    expect(printed(templateFormat('[%k][%v{hex}]', 'NULL'), [{}])).toBe('[NULL][NULL]')
  })

  test('braces behind a space are text', () => {
    expect(printed(templateFormat('{%s }'), [plain])).toBe('{v }')
  })

  test.each([
    ['%x', "format: unknown placeholder '%x'; there are %t %p %o %T %k %s %v %K %S %V %R %h %H %e and %%"],
    ['100%', 'format: a lone % at the end; a percent sign is written %%'],
    ['\\q', "format: unknown escape '\\q'; there are \\n \\r \\t \\0 \\\\ and \\xNN"],
    ['\\xzz', "format: unknown escape '\\x'; there are \\n \\r \\t \\0 \\\\ and \\xNN"],
    ['%k{upper}', "format: unknown conversion in '%k{upper}'; there is {hex}, {base64}, {json}"],
    [
      '%T{utc}',
      "format: unknown conversion in '%T{utc}'; there is {hex}, {big8}, {big16}, {big32}, {big64}, {iso}, {s}",
    ],
    ['%p{iso}', "format: unknown conversion in '%p{iso}'; there is {hex}, {big8}, {big16}, {big32}, {big64}"],
    ['%t{hex}', "format: '%t' takes no conversion, but '{hex}' follows"],
    ['%k{hex', "format: '%k{hex' lacks its closing brace"],
  ])('the template %s is a usage error', (template, message) => {
    expect(() => templateFormat(template)).toThrow(new UsageError(message))
  })
})
