import { Module } from '@nestjs/common';
import { CallsModule } from './calls/calls.module.js';
import { ClaimsModule } from './claims/claims.module.js';
import { DemandModule } from './demand/demand.module.js';
import { EarningsModule } from './earnings/earnings.module.js';
import { FacilitatorModule } from './facilitator/facilitator.module.js';
import { FinalityModule } from './finality/finality.module.js';
import { PaymentGuardModule } from './guard/payment-guard.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { LedgerCheckModule } from './ledger-check/ledger-check.module.js';
import { NetworksModule } from './networks/networks.module.js';
import { NotesModule } from './notes/notes.module.js';
import { PayersModule } from './payers/payers.module.js';
import { ReceiptsModule } from './receipts/receipts.module.js';
import { RefundsModule } from './refunds/refunds.module.js';
import { SettlementModule } from './settlement/settlement.module.js';
import { X402Module } from './x402/x402.module.js';

/** Payments over x402, from the price to the refund. */
@Module({
  imports: [
    CallsModule,
    ClaimsModule,
    DemandModule,
    EarningsModule,
    FacilitatorModule,
    FinalityModule,
    PaymentGuardModule,
    LedgerModule,
    LedgerCheckModule,
    NetworksModule,
    NotesModule,
    PayersModule,
    ReceiptsModule,
    RefundsModule,
    SettlementModule,
    X402Module,
  ],
})
export class PaymentsModule {}
