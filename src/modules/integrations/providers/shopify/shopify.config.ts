import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../../common/config/index.js';

/** The operator's app at Shopify, and where shops are. */
export const shopifyConfig = registerAs(
  'shopify',
  fromSettings((settings) => ({
    shopUrl: settings.SHOPIFY_SHOP_URL,
    apiVersion: settings.SHOPIFY_API_VERSION,
    clientId: settings.SHOPIFY_CLIENT_ID,
    clientSecret: settings.SHOPIFY_CLIENT_SECRET,
    previousSecret: settings.SHOPIFY_CLIENT_SECRET_PREVIOUS,
    previousSecretUntil: settings.SHOPIFY_CLIENT_SECRET_PREVIOUS_UNTIL,
  })),
);
