import { registerAs } from '@nestjs/config';
import { fromOwnSettings, httpUrl, setting, word } from 'coinslot';

/** Acme's settings, read and explained as Coinslot's are. */
export const acmeConfig = registerAs(
  'acme',
  fromOwnSettings({
    ACME_BASE_URL: setting(
      {
        description: 'Where the models of Acme are reached',
        example: 'https://api.acme.example/v1',
      },
      httpUrl.default('https://api.acme.example/v1'),
    ),
    ACME_PAY_TO: setting(
      {
        description: 'The payee of the route that squares numbers, as `network=address`',
        example: 'eip155:8453=0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
      },
      word.refine((text) => /^[a-z0-9-]+:\w+=\w+$/.test(text), 'must be `network=address`'),
    ),
  }),
);
