import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { ClaimsModule } from '../claims/claims.module.js';
import { FacilitatorModule } from '../facilitator/facilitator.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { NetworksModule } from '../networks/networks.module.js';
import { NotesModule } from '../notes/notes.module.js';
import { RefundsModule } from '../refunds/refunds.module.js';
import { X402Module } from '../x402/x402.module.js';
import { ChainReader } from './chain-reader.service.js';
import { Completion } from './completion.service.js';
import { SettlementBooks } from './settlement-books.service.js';
import { settlementConfig } from './settlement.config.js';
import { Settling } from './settling.service.js';

/** Moves the money of claims. */
@Module({
  imports: [
    ConfigModule.forFeature(settlementConfig),
    ClaimsModule,
    FacilitatorModule,
    LedgerModule,
    NetworksModule,
    NotesModule,
    RefundsModule,
    X402Module,
  ],
  providers: [ChainReader, Completion, SettlementBooks, Settling],
  exports: [ChainReader, Completion, Settling],
})
export class SettlementModule {}
