/** Where a text stops being JSON, and what could have stood there. */
export interface Malformation {
  /** Both count from 1, in UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  /** In words, with nothing of the text in them: `a value`. */
  readonly expected: string;
}

/** What may come next. */
type Expected = keyof typeof IN_WORDS;

const IN_WORDS = {
  value: 'a value',
  firstEntry: 'a value or ]',
  firstName: 'a name in double quotes or }',
  name: 'a name in double quotes',
  colon: 'a colon',
  afterEntry: 'a comma or ]',
  afterMember: 'a comma or }',
  end: 'nothing more',
} as const;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERALS = ['true', 'false', 'null'];
const BLANK = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
/** What a string may hold as it is (RFC 8259 section 7). */
const PLAIN = /[^"\\\p{Cc}]+|[\x7f-\x9f]+/uy;

/**
 * Where a text stops being JSON (RFC 8259); undefined for one that is. In one pass, however deep the text
 * is nested, and without a word of the text: it may hold what logs and screens must not show.
 */
export function malformedAt(text: string): Malformation | undefined {
  const reader = new Reader(text);
  while (reader.reads());
  const { failure } = reader;
  if (failure === undefined) return undefined;
  const before = text.slice(0, failure.at);
  const line = before.split('\n').length;
  return { line, column: failure.at - before.lastIndexOf('\n'), expected: failure.expected };
}

class Reader {
  failure: { readonly at: number; readonly expected: string } | undefined;
  private at = 0;
  private next: Expected = 'value';
  /** Whether what is open is an object, the innermost last. */
  private readonly open: boolean[] = [];

  constructor(private readonly text: string) {}

  /** Reads one sign, name or value; false at the end of the text, or where it stops being JSON. */
  reads(): boolean {
    this.skip(BLANK);
    const sign = this.text[this.at];
    if (sign === undefined && this.next === 'end') return false;
    const isRead = sign !== undefined && this.take(sign);
    if (!isRead) this.failure ??= { at: this.at, expected: IN_WORDS[this.next] };
    return isRead;
  }

  private take(sign: string): boolean {
    switch (this.next) {
      case 'colon':
        return this.sees(sign === ':', 'value');
      case 'firstName':
        return sign === '}' ? this.closes() : this.takeName();
      case 'name':
        return this.takeName();
      case 'firstEntry':
        return sign === ']' ? this.closes() : this.takeValue(sign);
      case 'value':
        return this.takeValue(sign);
      case 'afterEntry':
        return sign === ']' ? this.closes() : this.sees(sign === ',', 'value');
      case 'afterMember':
        return sign === '}' ? this.closes() : this.sees(sign === ',', 'name');
      case 'end':
        return false;
    }
  }

  private takeName(): boolean {
    if (!this.takeString()) return false;
    this.next = 'colon';
    return true;
  }

  private takeValue(sign: string): boolean {
    if (sign === '{' || sign === '[') {
      this.open.push(sign === '{');
      return this.sees(true, sign === '{' ? 'firstName' : 'firstEntry');
    }
    const isRead = sign === '"' ? this.takeString() : this.skip(NUMBER) || this.takeLiteral();
    if (isRead) this.valueEnds();
    return isRead;
  }

  private takeLiteral(): boolean {
    const found = LITERALS.find((literal) => this.text.startsWith(literal, this.at));
    this.at += found?.length ?? 0;
    return found !== undefined;
  }

  private takeString(): boolean {
    if (this.text[this.at] !== '"') return false;
    this.at += 1;
    while (this.skip(PLAIN) || this.skip(ESCAPE));
    const sign = this.text[this.at];
    if (sign === '"') return this.sees(true, this.next);
    const expected =
      sign === undefined ? 'a closing double quote' : 'a sign that a text may hold, or an escape';
    this.failure = { at: this.at, expected };
    return false;
  }

  private closes(): boolean {
    this.at += 1;
    this.open.pop();
    this.valueEnds();
    return true;
  }

  private valueEnds(): void {
    const isObject = this.open.at(-1);
    if (isObject === undefined) this.next = 'end';
    else this.next = isObject ? 'afterMember' : 'afterEntry';
  }

  private sees(isSeen: boolean, next: Expected): boolean {
    if (!isSeen) return false;
    this.at += 1;
    this.next = next;
    return true;
  }

  /** Goes on behind what a pattern matches here; false when that is nothing. */
  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const length = pattern.exec(this.text)?.[0].length ?? 0;
    this.at += length;
    return length > 0;
  }
}
