import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Where the resources of the catalogue are called. */
export const catalogueConfig = registerAs(
  'catalogue',
  fromSettings((settings) => ({ publicUrl: settings.PUBLIC_URL })),
);
