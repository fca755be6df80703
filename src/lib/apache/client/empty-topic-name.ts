import {JavaError} from '../java/errors.ts'

/** What the admin client throws for the topic '' before it sends anything. */
export const emptyTopicName = (): JavaError =>
  new JavaError(
    'org.apache.kafka.common.errors.InvalidTopicException',
    "The given topic name '' cannot be represented in a request.",
  )
