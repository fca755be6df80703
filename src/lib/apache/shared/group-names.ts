const types: Readonly<Record<string, string>> = {
  classic: 'Classic',
  consumer: 'Consumer',
  share: 'Share',
  streams: 'Streams',
}

/** GroupType.toString of a type in small letters; '' where the broker does not say. */
export const titledType = (type: string | null): string => (type === null ? '' : (types[type] ?? 'Unknown'))
