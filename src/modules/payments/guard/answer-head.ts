/** The headers of answers that are alike but for some. */
export interface AnswerHead {
  /** Name, value, name, value …; what each answer has of its own is empty. */
  readonly fields: readonly string[];
  /** Where in `fields` the values stand that each answer has of its own, by their names. */
  readonly places: Readonly<Record<string, number>>;
}

/**
 * The head of an answer that was sent.
 * @param headers by name in lower case
 * @param own names of what another answer has otherwise
 * @returns undefined when it does not have all of those, or something that cannot be repeated
 */
export function headOf(
  headers: Readonly<Record<string, unknown>>,
  own: readonly string[],
): AnswerHead | undefined {
  const fields: string[] = [];
  const places: Record<string, number> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (Array.isArray(value) || name === 'connection') return undefined;
    const isOwn = own.includes(name);
    if (isOwn) places[name] = fields.length + 1;
    fields.push(name, isOwn ? '' : String(value));
  }
  return own.every((name) => name in places) ? { fields, places } : undefined;
}

/** Whether two answers had the same head. */
export function areAlike(one: AnswerHead, other: AnswerHead): boolean {
  return JSON.stringify(one.fields) === JSON.stringify(other.fields);
}

/** The head of one more answer. @param own what it has of its own, by name */
export function fillHead({ fields, places }: AnswerHead, own: Record<string, string>): string[] {
  const filled = [...fields];
  for (const name in places) filled[places[name] ?? 0] = own[name] ?? '';
  return filled;
}
