import { registerAs } from '@nestjs/config';
import { fromSettings } from '../config/index.js';

/** Which addresses may be asked. */
export const egressConfig = registerAs(
  'egress',
  fromSettings((settings) => ({
    allowed: settings.EGRESS_ALLOW,
    allowsPlainHttp: settings.NODE_ENV !== 'production',
  })),
);
