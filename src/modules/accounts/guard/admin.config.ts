import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** The key of the operator, where there is one. */
export const adminConfig = registerAs(
  'admin',
  fromSettings((settings) => ({ key: settings.ADMIN_API_KEY })),
);
