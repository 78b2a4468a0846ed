import { tmpdir } from 'node:os';
import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Where counts are kept until they are in the database. */
export const demandConfig = registerAs(
  'demand',
  fromSettings((settings) => ({ directory: settings.DEMAND_DIRECTORY ?? tmpdir() })),
);
