import { type Handler, saying } from './hostile-server.js';

/** Answers that say nothing about a key. */
export const NO_VERDICTS: Readonly<Record<string, Handler>> = {
  'a failure of the service': saying(500, '{"error":"internal"}'),
  'a page of the proxy in front of it': saying(502, '<html>Bad gateway</html>'),
  'a service out of order': saying(503, ''),
  'too many requests': saying(429, '{"message":"slow down"}'),
  'a page with a good status': saying(200, '<html><body>Welcome</body></html>'),
  'a page that wants a login': saying(401, '<html>Sign in to the network</html>'),
  'a page that forbids': saying(403, '<html>Blocked</html>'),
  nothing: saying(200, ''),
  null: saying(200, 'null'),
  'a list': saying(200, '[]'),
  'an empty object': saying(200, '{}'),
  'a status that nobody documented': saying(418, '{"message":"teapot"}'),
  'a moved API': saying(410, '{"message":"gone"}'),
  'JSON deeper than is read': saying(200, `{"data":${'['.repeat(5_000)}${']'.repeat(5_000)}}`),
  'an answer larger than is read': saying(200, JSON.stringify({ data: 'x'.repeat(3_000_000) })),
};

/** What a service could put in the place of each text, number and literal. */
export const LEAVES: Readonly<Record<string, (key: string) => (leaf: unknown) => unknown>> = {
  'texts for numbers and numbers for texts': () => (leaf) =>
    typeof leaf === 'number' ? String(leaf) : typeof leaf === 'string' ? 7 : leaf,
  'texts that no database takes': () => (leaf) =>
    typeof leaf === 'string' ? `${leaf}\u0000\u202e\ud800` : leaf,
  // As long in bytes as a text of so many characters can be.
  'texts without an end': () => (leaf) =>
    typeof leaf === 'string' ? leaf + '字'.repeat(1_000) : leaf,
  nulls: () => () => null,
  objects: () => () => ({ constructor: 1 }),
  'the key itself': (key) => (leaf) => (typeof leaf === 'string' ? key : leaf),
};

/** Puts a way to a further page wherever one could stand. */
export function furtherPages(leaf: unknown): unknown {
  if (leaf === null) return '1';
  return leaf === false ? true : leaf;
}
