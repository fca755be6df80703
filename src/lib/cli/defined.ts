/** The object without its undefined fields, for settings whose defaults apply only to missing fields. */
export const onlyDefined = <T extends object>(values: T): {[K in keyof T]?: Exclude<T[K], undefined>} =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
