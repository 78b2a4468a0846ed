import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConfigModule } from '../../../common/config/index.js';
import { DirectoryModule } from '../../accounts/index.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { NetworksModule } from '../networks/networks.module.js';
import { NotesModule } from '../notes/notes.module.js';
import { OweFailedCallsJob } from './owe-failed-calls.job.js';
import { RefundBooks } from './refund-books.service.js';
import { RefundDecisionsController } from './refund-decisions.controller.js';
import { RefundDecisions } from './refund-decisions.service.js';
import { RefundPayments } from './refund-payments.service.js';
import { RefundRequestsController } from './refund-requests.controller.js';
import { RefundRequests } from './refund-requests.service.js';
import { RefundSearchJob } from './refund-search.job.js';
import { RefundSearch } from './refund-search.service.js';
import { RefundTransfers } from './refund-transfers.service.js';
import { Refund } from './refund.entity.js';
import { refundsConfig } from './refunds.config.js';
import { RefundsRepository } from './refunds.repository.js';
import { Refunds } from './refunds.service.js';
import { SearchTurns } from './search-turns.repository.js';

/** What is owed back, and whether it came. */
@Module({
  imports: [
    ConfigModule.forFeature(refundsConfig),
    TypeOrmModule.forFeature([Refund]),
    DirectoryModule,
    LedgerModule,
    NetworksModule,
    NotesModule,
  ],
  controllers: [RefundDecisionsController, RefundRequestsController],
  providers: [
    OweFailedCallsJob,
    RefundBooks,
    RefundDecisions,
    RefundPayments,
    RefundRequests,
    RefundSearchJob,
    RefundSearch,
    RefundTransfers,
    RefundsRepository,
    Refunds,
    SearchTurns,
  ],
  exports: [Refunds],
})
export class RefundsModule {}
