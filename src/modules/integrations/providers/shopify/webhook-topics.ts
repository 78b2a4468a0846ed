import type { ProviderWebhooks } from '../provider-webhooks.js';

/** Both families of names, as Shopify's own library reads them: "events" leave the `X-` out. */
function header(name: string): readonly string[] {
  return [`x-shopify-${name}`, `shopify-${name}`];
}

/** Compliance webhooks: all that is kept of a shop is what is known of the connection, and nothing of its customers. */
const OF_CUSTOMERS = { accountAt: 'shop_domain', work: 'nothing_kept' } as const;

/** https://shopify.dev/docs/apps/build/webhooks and https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance */
export const SHOPIFY_WEBHOOKS: ProviderWebhooks = {
  signature: { headers: header('hmac-sha256'), encoding: 'base64' },
  id: header('webhook-id'),
  topic: header('topic'),
  account: header('shop-domain'),
  triggeredAt: header('triggered-at'),
  accountMember: 'shop',
  topics: {
    'app/uninstalled': { accountAt: 'myshopify_domain', work: 'disconnect' },
    'shop/redact': { accountAt: 'shop_domain', work: 'erase_account' },
    'customers/data_request': OF_CUSTOMERS,
    'customers/redact': OF_CUSTOMERS,
  },
};
