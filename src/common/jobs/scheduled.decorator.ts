import { plugIn } from '../plug-ins/index.js';
import type { Job } from './job.js';

/** Marks an injectable {@link Job}, of whatever module; the runner finds it by this. */
export const Scheduled = plugIn<Job>();
