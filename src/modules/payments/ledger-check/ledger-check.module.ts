import { Module } from '@nestjs/common';
import { NetworksModule } from '../networks/networks.module.js';
import { LedgerCheckRepository } from './ledger-check.repository.js';
import { LedgerCheck } from './ledger-check.service.js';
import { OpenEnds } from './open-ends.repository.js';

/** Proves that ledger, claims and chain agree. */
@Module({
  imports: [NetworksModule],
  providers: [LedgerCheckRepository, LedgerCheck, OpenEnds],
  exports: [LedgerCheck],
})
export class LedgerCheckModule {}
