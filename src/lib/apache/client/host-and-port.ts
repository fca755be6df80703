/** A server as Java's clients write it (Utils.HOST_PORT_PATTERN of Kafka 4): host and port, without blanks. */
export const hostAndPort = /^(?:[0-9a-zA-Z\-%._]*:\/\/)?\[?([0-9a-zA-Z\-%._:]*)\]?:([0-9]+)$/
