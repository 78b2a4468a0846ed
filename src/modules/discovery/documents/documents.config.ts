import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Where this server is reached, and whoever runs it. */
export const documentsConfig = registerAs(
  'documents',
  fromSettings((settings) => ({
    publicUrl: settings.PUBLIC_URL,
    contactEmail: settings.CONTACT_EMAIL,
  })),
);
