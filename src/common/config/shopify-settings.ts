import { z } from 'zod';
import { setting } from './setting.js';
import { httpUrl, secret, word } from './setting-types.js';

/** How many characters a client secret of Shopify has at least. */
const SECRET_LENGTH = 16;

/** Where a shop is reached: an http or https URL with `{shop}` in it, once. */
const shopUrl = z.string().refine((text) => {
  const parts = text.split('{shop}');
  return (
    parts.length === 2 &&
    !text.endsWith('/') &&
    httpUrl.safeParse(parts.join('ada.myshopify.com')).success
  );
}, 'must be an http or https URL with {shop} in it, without a trailing slash');

const moment = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-11-28T13:00:00Z' })
  .transform((text) => new Date(text));

/** The app that the operator registered with Shopify, and where shops are. */
export const shopifySettings = {
  SHOPIFY_CLIENT_ID: setting(
    {
      description:
        'Client id of your app at Shopify, with SHOPIFY_CLIENT_SECRET; without them nobody can connect a shop',
      example: '0123456789abcdef0123456789abcdef',
    },
    word.optional(),
  ),
  SHOPIFY_CLIENT_SECRET: setting(
    {
      description: 'Client secret of your app at Shopify: it also signs what Shopify sends here',
      example: 'shpss_0123456789abcdef0123456789abcdef',
    },
    secret(SECRET_LENGTH).optional(),
  ),
  SHOPIFY_CLIENT_SECRET_PREVIOUS: setting(
    {
      description:
        'The client secret before it was rotated: Shopify may go on signing with it for an hour',
      example: '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',
    },
    secret(SECRET_LENGTH).optional(),
  ),
  SHOPIFY_CLIENT_SECRET_PREVIOUS_UNTIL: setting(
    {
      description:
        'Until when SHOPIFY_CLIENT_SECRET_PREVIOUS is good: an hour after the rotation; needed with it',
      example: '2026-11-28T13:00:00Z',
    },
    moment.optional(),
  ),
  SHOPIFY_API_VERSION: setting(
    { description: 'Which version of Shopify’s Admin API is asked for', example: '2026-10' },
    z
      .string()
      .regex(/^\d{4}-(01|04|07|10)$/, 'must be a version such as 2026-10')
      .default('2026-10'),
  ),
  SHOPIFY_SHOP_URL: setting(
    {
      description: 'Where a shop is reached; `{shop}` stands for its myshopify.com address',
      example: 'https://{shop}',
    },
    shopUrl.default('https://{shop}'),
  ),
};

type ShopifySettings = z.infer<z.ZodObject<typeof shopifySettings>>;

/** What is wrong with settings of Shopify together: each name with its reason. */
export function* problemsOfShopify(
  values: ShopifySettings,
): Generator<readonly [keyof ShopifySettings, string]> {
  const hasSecret = values.SHOPIFY_CLIENT_SECRET !== undefined;
  if (values.SHOPIFY_CLIENT_ID !== undefined && !hasSecret) {
    yield ['SHOPIFY_CLIENT_SECRET', 'must be given with SHOPIFY_CLIENT_ID'];
  }
  if (values.SHOPIFY_CLIENT_ID === undefined && hasSecret) {
    yield ['SHOPIFY_CLIENT_ID', 'must be given with SHOPIFY_CLIENT_SECRET'];
  }
  const hasPrevious = values.SHOPIFY_CLIENT_SECRET_PREVIOUS !== undefined;
  if (hasPrevious && !hasSecret) {
    yield ['SHOPIFY_CLIENT_SECRET', 'must be given with SHOPIFY_CLIENT_SECRET_PREVIOUS'];
  }
  if (hasPrevious !== (values.SHOPIFY_CLIENT_SECRET_PREVIOUS_UNTIL !== undefined)) {
    yield [
      'SHOPIFY_CLIENT_SECRET_PREVIOUS_UNTIL',
      'must be given with SHOPIFY_CLIENT_SECRET_PREVIOUS, and only with it',
    ];
  }
}
