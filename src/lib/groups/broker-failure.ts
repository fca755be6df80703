/** A broker whose groups are missing from a list: it could not be asked, or has not taken them over. */
export interface BrokerFailure {
  readonly node: number
  readonly error: Error
}
