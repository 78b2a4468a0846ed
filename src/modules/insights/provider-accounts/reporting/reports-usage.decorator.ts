import { plugIn } from '../../../../common/plug-ins/index.js';
import type { UsageReporter } from './usage-reporter.js';

/** Marks an injectable {@link UsageReporter}, of whatever module; the collection finds it by this. */
export const ReportsUsage = plugIn<UsageReporter>();
