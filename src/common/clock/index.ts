export { Clock, unixSeconds } from './clock.js';
export { SystemClock } from './system-clock.service.js';
