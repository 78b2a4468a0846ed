import { z } from 'zod';
import { setting } from './setting.js';
import { httpUrl } from './setting-types.js';

/** Where the services that users connect are reached. */
export const connectionSettings = {
  KLAVIYO_BASE_URL: setting(
    { description: 'Where Klaviyo is reached', example: 'https://a.klaviyo.com/api' },
    httpUrl.default('https://a.klaviyo.com/api'),
  ),
  KLAVIYO_REVISION: setting(
    { description: 'Which revision of Klaviyo’s API is asked for', example: '2026-07-15' },
    z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2026-07-15')
      .default('2026-07-15'),
  ),
  RESEND_BASE_URL: setting(
    { description: 'Where Resend is reached', example: 'https://api.resend.com' },
    httpUrl.default('https://api.resend.com'),
  ),
  DYNAMIC_MOCKUPS_BASE_URL: setting(
    {
      description: 'Where Dynamic Mockups is reached',
      example: 'https://app.dynamicmockups.com/api/v1',
    },
    httpUrl.default('https://app.dynamicmockups.com/api/v1'),
  ),
  PINTEREST_BASE_URL: setting(
    { description: 'Where Pinterest is reached', example: 'https://api.pinterest.com/v5' },
    httpUrl.default('https://api.pinterest.com/v5'),
  ),
};
