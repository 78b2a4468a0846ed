export { exceededBound, type JsonBounds, REQUEST_BOUNDS } from './bounds.js';
export { exactNumbers } from './exact-numbers.js';
export { isStorable } from './storable.js';
export { parseJson } from './parse-json.js';
