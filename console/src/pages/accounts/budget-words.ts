/** `50, 80, 100` as numbers; undefined of what is none. */
export function thresholdsOf(text: string): number[] | undefined {
  const parts = text.split(/[\s,;%]+/).filter(Boolean);
  const isGood = parts.length > 0 && parts.every((part) => /^[1-9]\d{0,3}$/.test(part));
  return isGood ? parts.map(Number) : undefined;
}
