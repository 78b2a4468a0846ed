import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Where programs reach this server, as pages tell it. */
export const pagesConfig = registerAs(
  'pages',
  fromSettings((settings) => ({ publicUrl: settings.PUBLIC_URL })),
);
