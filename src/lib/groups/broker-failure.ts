/** A broker whose groups are missing from a list, because it could not be asked or has not taken them over yet. */
export interface BrokerFailure {
  readonly node: number
  readonly error: Error
}
