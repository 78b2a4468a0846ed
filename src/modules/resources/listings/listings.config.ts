import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Where listings can be sold, and which are not taken. */
export const listingsConfig = registerAs(
  'listings',
  fromSettings((settings) => ({
    networks: settings.NETWORKS,
    publicUrl: settings.PUBLIC_URL,
    refusesBareModels: settings.BARE_MODELS === 'refuse',
  })),
);
