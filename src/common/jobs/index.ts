export type { Job } from './job.js';
export { installQueue } from './install-queue.service.js';
export { JobsModule } from './jobs.module.js';
export { Scheduled } from './scheduled.decorator.js';
