const MAX_CHARACTERS = 500;

/** How a body begins, as text that a line can show: control characters, NUL among them, are blanks. */
export function excerptOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes).replaceAll(/\p{Cc}+/gu, ' ');
  return [...text.trim()].slice(0, MAX_CHARACTERS).join('');
}
