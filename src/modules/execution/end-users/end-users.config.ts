import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** What the names of buyers at the providers of models are made with. */
export const endUsersConfig = registerAs(
  'end-users',
  fromSettings((settings) => ({ secret: settings.AUTH_SECRET })),
);
