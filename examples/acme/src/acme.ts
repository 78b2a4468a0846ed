import type { Extension } from 'coinslot';
import { AcmeModule } from './acme.module.js';
import { Sales1767200000000 } from './sales/sales.migration.js';
import { Squares1767200000001 } from './sales/squares.migration.js';

/** Everything that Acme adds to Coinslot. */
export const acme: Extension = {
  name: 'acme',
  module: AcmeModule,
  services: ['x_acme'],
  migrations: [Sales1767200000000, Squares1767200000001],
};
