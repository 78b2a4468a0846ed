export { Secret } from './secret.js';
export { sha256, safeEqual, randomToken } from './digest.js';
