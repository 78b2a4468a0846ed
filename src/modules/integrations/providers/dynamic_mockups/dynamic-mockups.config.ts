import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../../common/config/index.js';

/** Where Dynamic Mockups is reached. */
export const dynamicMockupsConfig = registerAs(
  'dynamicMockups',
  fromSettings((settings) => ({ baseUrl: settings.DYNAMIC_MOCKUPS_BASE_URL })),
);
