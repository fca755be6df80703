import {expect, test} from 'vitest'
import {plainHtml} from '../../src/lib/text/plain-html.ts'

test('the text of Kafka 4.3.1 about min.insync.replicas begins like this', () => {
  expect(plainHtml('Specifies the <i>minimum</i> number of in-sync replicas (including the leader)\n required.')).toBe(
    'Specifies the minimum number of in-sync replicas (including the leader) required.',
  )
})

test('lists, entities and line breaks', () => {
  expect(plainHtml('<p>One of:</p><ul><li>a &lt; b<li>c&#39;s &amp;lt;</li></ul>then<br/>end &#1114112;')).toBe(
    "One of:\n- a < b\n- c's &lt;\nthen\nend &#1114112;",
  )
})
