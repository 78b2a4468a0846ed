import { Module } from '@nestjs/common';
import { ClaimsModule } from '../claims/claims.module.js';
import { FacilitatorModule } from '../facilitator/facilitator.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { NetworksModule } from '../networks/networks.module.js';
import { NotesModule } from '../notes/notes.module.js';
import { RefundsModule } from '../refunds/refunds.module.js';
import { SettlementModule } from '../settlement/settlement.module.js';
import { FinalityJob } from './finality.job.js';
import { Finality } from './finality.service.js';
import { Reversals } from './reversals.service.js';
import { SettlementChecks } from './settlement-checks.repository.js';
import { Standings } from './standings.service.js';
import { VanishedSettlements } from './vanished-settlements.service.js';

/** Watches settlements until the chain cannot take them back. */
@Module({
  imports: [
    ClaimsModule,
    FacilitatorModule,
    LedgerModule,
    NetworksModule,
    NotesModule,
    RefundsModule,
    SettlementModule,
  ],
  providers: [FinalityJob, Finality, Reversals, SettlementChecks, Standings, VanishedSettlements],
  exports: [Standings],
})
export class FinalityModule {}
