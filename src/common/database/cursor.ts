import { isISO8601, isUUID } from 'class-validator';

/** Position in a list sorted newest first: the last row a page showed. */
export interface Cursor {
  readonly createdAt: string;
  readonly id: string;
}

/** A moment in UTC; PostgreSQL knows no year 0. */
const INSTANT = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/;

/** An opaque, URL-safe text for a {@link Cursor}. */
export function encodeCursor({ createdAt, id }: Cursor): string {
  return Buffer.from(JSON.stringify([createdAt, id])).toString('base64url');
}

/**
 * Undefined when the text is not one that {@link encodeCursor} made.
 * @param isId what the ids of the list look like; UUIDs unless told otherwise
 */
export function decodeCursor(
  text: string,
  isId: (id: string) => boolean = (id) => isUUID(id),
): Cursor | undefined {
  try {
    const [createdAt, id]: unknown[] = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (typeof createdAt !== 'string' || typeof id !== 'string') return undefined;
    const isMoment = INSTANT.test(createdAt) && isISO8601(createdAt, { strict: true });
    const isSound = isMoment && !Number.isNaN(Date.parse(createdAt)) && isId(id);
    return isSound ? { createdAt, id } : undefined;
  } catch {
    return undefined;
  }
}
