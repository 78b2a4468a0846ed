/** JSON that PostgreSQL's jsonb does not take: NUL and halves of surrogate pairs, as they are escaped. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** Whether jsonb can hold a JSON text that `JSON.stringify` wrote. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}
