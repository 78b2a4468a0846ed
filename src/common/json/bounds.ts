/** How much JSON is read. What exceeds a bound is refused before anything is made of the text. */
export interface JsonBounds {
  /** Objects and arrays within each other. */
  readonly depth: number;
  /** Members of one object. */
  readonly members: number;
  /** Entries of one array. */
  readonly entries: number;
  /** Objects, arrays, texts, numbers and literals in all. */
  readonly values: number;
  /** Characters of one member's name, as it is written. */
  readonly name: number;
}

/** What requests may send: code that walks values recursively is safe at this depth. */
export const REQUEST_BOUNDS: JsonBounds = {
  depth: 64,
  members: 1_000,
  entries: 1_000,
  values: 20_000,
  name: 1_000,
};

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const SPACE = 0x20;

/**
 * Which bound a text exceeds, undefined for none, in one pass that builds nothing. It does not say
 * whether the text is JSON: up to where it stops being it, everything is counted that a parser would
 * have built by then.
 */
export function exceededBound(text: string, bounds: JsonBounds): keyof JsonBounds | undefined {
  const count = new Count(bounds);
  for (let at = 0; at < text.length && count.exceeded === undefined; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= SPACE) continue;
    count.sees(code);
    if (code !== QUOTE) continue;
    const end = endOfString(text, at);
    count.seesString(end - at - 1);
    at = end;
  }
  return count.exceeded;
}

/** Where the string that begins at `start` ends: at its closing quote, or with the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
  return text.length;
}

/** What has been seen of a text so far. */
class Count {
  exceeded: keyof JsonBounds | undefined;
  private depth = 0;
  private values = 1;
  /** Members or entries of every open object and array, by its depth. */
  private readonly sizes: Uint32Array;
  private readonly isObject: boolean[] = [];
  /** The object or array that opened last is empty so far. */
  private isEmpty = false;
  private isName = false;

  constructor(private readonly bounds: JsonBounds) {
    this.sizes = new Uint32Array(bounds.depth + 1);
  }

  /** Takes one character that is no blank and not within a string. */
  sees(code: number): void {
    const closes = code === CLOSE_OBJECT || code === CLOSE_ARRAY;
    if (this.isEmpty && !closes) this.add();
    this.isEmpty = false;
    if (code === COMMA) this.add();
    else if (code === COLON) this.isName = false;
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) this.open(code === OPEN_OBJECT);
    else if (closes && this.depth > 0) this.depth -= 1;
  }

  seesString(length: number): void {
    if (this.isName && length > this.bounds.name) this.exceeded ??= 'name';
  }

  private open(isObject: boolean): void {
    if (this.depth === this.bounds.depth) {
      this.exceeded ??= 'depth';
      return;
    }
    this.depth += 1;
    this.sizes[this.depth] = 0;
    this.isObject[this.depth] = isObject;
    this.isEmpty = true;
  }

  /** Another member or entry begins. */
  private add(): void {
    const { depth, bounds } = this;
    const isObject = this.isObject[depth] === true;
    const size = (this.sizes[depth] ?? 0) + 1;
    this.sizes[depth] = size;
    this.values += 1;
    this.isName = isObject;
    if (size > (isObject ? bounds.members : bounds.entries)) {
      this.exceeded ??= isObject ? 'members' : 'entries';
    } else if (this.values > bounds.values) this.exceeded ??= 'values';
  }
}
