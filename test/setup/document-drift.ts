type Members = Readonly<Record<string, unknown>>;

/**
 * What one document has and the other has not, a line each, by the place where it stands. Order means
 * nothing in lists of names, and parameters are known by their names.
 */
export function drift(before: unknown, after: unknown, place = '#'): string[] {
  if (before === undefined) return [`added ${place}`];
  if (after === undefined) return [`removed ${place}`];
  const [old, now] = [membersOf(before), membersOf(after)];
  if (old === undefined || now === undefined) {
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    return isSame ? [] : [`changed ${place}: ${brief(before)} → ${brief(after)}`];
  }
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.flatMap((name) => drift(old[name], now[name], `${place}/${name}`));
}

/** Undefined for what has none. */
function membersOf(value: unknown): Members | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return value as Members;
  return Object.fromEntries(value.map((entry, at) => [nameOf(entry, at), entry]));
}

function nameOf(entry: unknown, at: number): string {
  if (typeof entry !== 'object' || entry === null) return String(entry);
  const { name, $ref } = entry as { readonly name?: unknown; readonly $ref?: unknown };
  return String(name ?? $ref ?? at);
}

function brief(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
