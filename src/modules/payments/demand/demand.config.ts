import { tmpdir } from 'node:os';
import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';
import { sha256 } from '../../../common/crypto/index.js';

/** Where counts are kept until they are in the database: a directory for each database. */
export const demandConfig = registerAs(
  'demand',
  fromSettings((settings) => ({
    directory: settings.DEMAND_DIRECTORY ?? tmpdir(),
    database: nameOf(settings.DATABASE_URL),
  })),
);

/** The same for all that use the database, whoever they log in as. */
function nameOf(url: string): string {
  const { host, pathname } = new URL(url);
  return sha256(`${host}${pathname}`).toString('hex').slice(0, 16);
}
