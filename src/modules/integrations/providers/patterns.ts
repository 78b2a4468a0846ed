import { RE2JS } from 're2js';

/**
 * Whether `text` fits a field's pattern, in time linear to its length whatever the pattern is: it is read as
 * RE2 does. What JavaScript's own engine would try over and over is no matter here.
 */
export function fits(pattern: string, text: string): boolean {
  return compiled(pattern).test(text);
}

/** What is wrong with a pattern; undefined when it can be used, here and by whoever draws a form. */
export function problemOfPattern(pattern: string): string | undefined {
  try {
    fits(pattern, new RegExp(pattern, 'u').source);
    return undefined;
  } catch {
    return 'is none, or one that takes more than linear time (look-around and back references do)';
  }
}

const KNOWN = new Map<string, RE2JS>();

/** Patterns stand in definitions, so there are few of them. */
function compiled(pattern: string): RE2JS {
  let found = KNOWN.get(pattern);
  if (found === undefined) KNOWN.set(pattern, (found = RE2JS.compile(pattern)));
  return found;
}
