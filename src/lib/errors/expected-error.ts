/**
 * The base of every failure that a user or an administrator can act on; its message is one sentence that says what
 * failed, on what, and what to try. Any other error is a bug of kafkit and is shown with its stack.
 */
export abstract class ExpectedError extends Error {}
