import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { EarningsController } from './earnings.controller.js';
import { EarningsRepository } from './earnings.repository.js';
import { Earnings } from './earnings.service.js';

/** What creators have earned. */
@Module({
  imports: [LedgerModule],
  controllers: [EarningsController],
  providers: [Earnings, EarningsRepository],
})
export class EarningsModule {}
