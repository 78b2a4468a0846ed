import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Who signs receipts, and with what; nothing but receipts and tickets can inject it. */
export const receiptsConfig = registerAs(
  'receipts',
  fromSettings((settings) => ({ issuer: settings.PUBLIC_URL, seeds: settings.RECEIPT_KEYS })),
);
