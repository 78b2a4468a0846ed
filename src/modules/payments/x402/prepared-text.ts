/**
 * A text that is the same for everybody but for some values: it is made once, and only the values are
 * put in for each reader.
 */
export type PreparedText = (values: Readonly<Record<string, string>>) => string;

/**
 * Splits `text` at its slots once.
 * @param slots texts that stand in `text` for a value and nowhere by chance, by the value's name
 */
export function prepareText(text: string, slots: Readonly<Record<string, string>>): PreparedText {
  const names = new Map(Object.entries(slots).map(([name, slot]) => [slot, name]));
  const anySlot = new RegExp(`(${[...names.keys()].join('|')})`);
  const pieces = text.split(anySlot).map((piece) => ({ text: piece, name: names.get(piece) }));
  return (values) => {
    let filled = '';
    for (const { text: fixed, name } of pieces) filled += name === undefined ? fixed : values[name];
    return filled;
  };
}

/**
 * The same for base64 of a JSON text (RFC 4648): white space in front of each slot moves it to where
 * its base64 begins and ends with whole characters.
 * @param slot ASCII, its length a multiple of three, as has every value that is put in
 */
export function prepareBase64Json(json: string, slot: string): (value: string) => string {
  const quoted = `"${slot}"`;
  let aligned = '';
  for (const piece of json.split(quoted)) {
    if (aligned !== '') aligned += quoted;
    aligned += piece;
    const bytes = Buffer.byteLength(aligned) + 1;
    aligned += ' '.repeat((3 - (bytes % 3)) % 3);
  }
  const base64Slot = Buffer.from(slot).toString('base64');
  const pieces = Buffer.from(aligned).toString('base64').split(base64Slot);
  return (value) => pieces.join(Buffer.from(value).toString('base64'));
}
