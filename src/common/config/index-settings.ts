import { z } from 'zod';
import { setting } from './setting.js';

/** How indexes find what is on sale. */
export const indexSettings = {
  WELL_KNOWN_X402: setting(
    {
      description:
        '`true` serves the older list of addresses at /.well-known/x402 too, for indexes that read no other; newer ones call it out of date',
      example: 'true',
    },
    z
      .enum(['true', 'false'])
      .default('false')
      .transform((text) => text === 'true'),
  ),
};
