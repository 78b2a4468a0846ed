const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML that {@link markup} made: nothing else can make it, so nothing in it is unescaped. */
class Html {
  constructor(readonly text: string) {}
}

export type { Html };

/** What may stand in a gap of {@link markup}; nothing is written for undefined. */
export type Part = Html | string | number | undefined | readonly Part[];

/**
 * HTML with gaps. Whatever fills them is escaped for text and for attributes in double quotes, unless it was
 * made here itself: what strangers wrote stays text.
 */
export function markup(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(String.raw({ raw: pieces }, ...parts.map(written)));
}

function written(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string') return escape(part);
  return typeof part === 'number' ? String(part) : part.map(written).join('');
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');
}
