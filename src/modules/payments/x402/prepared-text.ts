/**
 * A text that is the same for everybody but for some values: it is made once, and only the values are
 * put in for each reader.
 */
export type PreparedText = (values: Readonly<Record<string, string>>) => string;

/** Texts that stand for a value and nowhere by chance, by the value's name. */
export type Slots = Readonly<Record<string, string>>;

/** Splits `text` at its slots once. */
export function prepareText(text: string, slots: Slots): PreparedText {
  const pieces = split(text, slots, (slot) => slot);
  return (values) => {
    let filled = '';
    for (const { text: fixed, name } of pieces) filled += name === undefined ? fixed : values[name];
    return filled;
  };
}

/**
 * The same for base64 of a JSON text (RFC 4648) whose slots are whole strings; values are what stands
 * between the quotes. White space around each string makes its base64 begin and end with whole
 * characters, however long the value is.
 */
export function prepareBase64Json(json: string, slots: Slots): PreparedText {
  const pieces = split(json, slots, (slot) => `"${slot}"`);
  const last = pieces.length - 1;
  const encoded = pieces.map(({ text, name }, n) => {
    if (name !== undefined) return { text, name };
    return { text: Buffer.from(n === last ? text : padded(text)).toString('base64'), name };
  });
  const names = [...new Set(pieces.flatMap(({ name }) => name ?? []))];
  return (values) => {
    const filling: Record<string, string> = {};
    for (const name of names) {
      filling[name] = Buffer.from(padded(`"${values[name]}"`)).toString('base64');
    }
    let filled = '';
    for (const { text, name } of encoded) filled += name === undefined ? text : filling[name];
    return filled;
  };
}

/** What is the same for all readers, and where which value goes. */
interface Piece {
  readonly text: string;
  readonly name: string | undefined;
}

function split(text: string, slots: Slots, written: (slot: string) => string): readonly Piece[] {
  const names = new Map(Object.entries(slots).map(([name, slot]) => [written(slot), name]));
  const anySlot = new RegExp(`(${[...names.keys()].join('|')})`);
  return text.split(anySlot).map((piece) => ({ text: piece, name: names.get(piece) }));
}

/** With blanks at its end, so that it fills whole groups of three bytes. */
function padded(text: string): string {
  return text + ' '.repeat((3 - (Buffer.byteLength(text) % 3)) % 3);
}
