import { registerAs } from '@nestjs/config';
import { fromSettings } from './namespace.js';

/** What modules of other teams may know of the server's settings; the rest stays with whom it concerns. */
export const serverConfig = registerAs(
  'server',
  fromSettings((settings) => ({
    /** The origin under which buyers reach it, without a slash at the end. */
    publicUrl: settings.PUBLIC_URL,
  })),
);
