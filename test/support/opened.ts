import {Failures, type Outcome} from '../../src/lib/cluster/outcome.ts'

/** The value of an outcome, for tests that check its failures themselves. */
export const opened = async <T>(outcome: Promise<Outcome<T>>): Promise<T> => (await outcome).open(new Failures())
