import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Who may read the metrics; nobody without a token. */
export const metricsConfig = registerAs(
  'metrics',
  fromSettings((settings) => ({ token: settings.METRICS_TOKEN })),
);
