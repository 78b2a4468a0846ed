import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Where what is listed is reached, and which lists the operator wants. */
export const indexesConfig = registerAs(
  'indexes',
  fromSettings((settings) => ({
    publicUrl: settings.PUBLIC_URL,
    hasOlderList: settings.WELL_KNOWN_X402,
  })),
);
