export { Clock, unixSeconds } from './clock.js';
export { ClockModule } from './clock.module.js';
export { SystemClock } from './system-clock.service.js';
