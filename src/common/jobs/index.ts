export type { Job } from './job.js';
export { JobsModule } from './jobs.module.js';
export { Lanes } from './lanes.js';
export { Scheduled } from './scheduled.decorator.js';
