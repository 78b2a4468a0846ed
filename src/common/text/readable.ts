// What garbles or hides in the text around it: control characters, format characters (changes of
// writing direction, zero-width blanks, tags), private use and halves of surrogate pairs. The two
// joiners are no danger and make up letters and emoji.
const UNFIT = String.raw`\p{Cc}\p{Cf}\p{Co}\p{Cs}`;
const JOINERS = String.raw`\u200c\u200d`;
const VISIBLE_SIGN = String.raw`[^\s\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800]`;

/** One line that people read. */
export const PLAIN_LINE = new RegExp(`^(?:[${JOINERS}]|[^${UNFIT}\\p{Zl}\\p{Zp}])*$`, 'u');

/** Text that people read, in any number of lines. */
export const READABLE_TEXT = new RegExp(`^(?:[\\n\\r\\t${JOINERS}]|[^${UNFIT}])*$`, 'u');

/** What to tell somebody whose text is not {@link READABLE_TEXT}. */
export const READABLE_MESSAGE =
  'must not contain control characters, changes of writing direction or invisible signs';

/** Text in which something can be seen. */
export const VISIBLE = new RegExp(VISIBLE_SIGN, 'u');

/** What to tell somebody whose text is not {@link VISIBLE}. */
export const VISIBLE_MESSAGE = 'must have a visible character';

/** The one form of text (NFC), in which equal text is the same text; anything else stays as it is. */
export function toNfc(value: unknown): unknown {
  return typeof value === 'string' ? value.normalize('NFC') : value;
}
