export { exceededBound, type JsonBounds, REQUEST_BOUNDS } from './bounds.js';
export { parseJson } from './parse-json.js';
