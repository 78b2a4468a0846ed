import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Where listings can be sold. */
export const listingsConfig = registerAs(
  'listings',
  fromSettings((settings) => ({ networks: settings.NETWORKS, publicUrl: settings.PUBLIC_URL })),
);
