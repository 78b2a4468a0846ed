import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../../common/config/index.js';

/** Where Pinterest is reached. */
export const pinterestConfig = registerAs(
  'pinterest',
  fromSettings((settings) => ({ baseUrl: settings.PINTEREST_BASE_URL })),
);
