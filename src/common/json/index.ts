export { exceededBound, type JsonBounds, REQUEST_BOUNDS } from './bounds.js';
export { exactNumbers } from './exact-numbers.js';
export { malformedAt, type Malformation } from './malformed-at.js';
export { isStorable } from './storable.js';
export { parseJson } from './parse-json.js';
