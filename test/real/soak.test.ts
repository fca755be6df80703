// Two minutes of `npm run soak`.
import {expect, test} from 'vitest'
import {failuresOf, reportText} from '../soak/report.ts'
import {soak} from '../soak/soak.ts'
import {describeWithKafka, full} from '../support/real-kafka.ts'

describeWithKafka('soak', () => {
  test.skipIf(!full)(
    'nothing is lost, doubled or told although it is not known, and nothing grows, while brokers come and go',
    async () => {
      const result = await soak(2, () => {})
      console.log(reportText(result))
      expect(failuresOf(result)).toEqual([])
    },
    600_000,
  )
})
