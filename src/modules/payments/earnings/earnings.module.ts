import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { EarningsController } from './earnings.controller.js';
import { Earnings } from './earnings.service.js';

/** What creators have earned. */
@Module({
  imports: [LedgerModule],
  controllers: [EarningsController],
  providers: [Earnings],
})
export class EarningsModule {}
