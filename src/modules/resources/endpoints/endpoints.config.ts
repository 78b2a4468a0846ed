import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Networks whose offers are understood. */
export const endpointsConfig = registerAs(
  'endpoints',
  fromSettings((settings) => ({ networks: settings.NETWORKS })),
);
