import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CallRecords } from './calls/call-records.service.js';
import { CallRunner } from './calls/call-runner.service.js';
import { CallWork } from './calls/call-work.service.js';
import { ToldFailures } from './calls/told-failures.service.js';
import { CallsController } from './calls/calls.controller.js';
import { PayerCalls } from './calls/payer-calls.service.js';
import { PayerClaims } from './calls/payer-claims.repository.js';
import { FailedCalls } from './calls/failed-calls.service.js';
import { WayBack } from './calls/way-back.service.js';
import { PaidAnswers } from './guard/paid-answers.service.js';
import { Tickets } from './receipts/tickets.service.js';
import { PaymentCheck } from './calls/payment-check.service.js';
import { RunLimits } from './calls/run-limits.service.js';
import { Leases } from './settlement/leases.service.js';
import { ConfigModule } from '../../common/config/index.js';
import { networksConfig } from './networks/networks.config.js';
import { settlementConfig } from './settlement/settlement.config.js';
import { callsConfig } from './calls/calls.config.js';
import { receiptsConfig } from './receipts/receipts.config.js';
import { facilitatorConfig } from './facilitator/facilitator.config.js';
import { paymentGuardConfig } from './guard/payment-guard.config.js';
import { RefusedPayments } from './guard/refused-payments.service.js';
import { AccountsModule } from '../accounts/index.js';
import { facilitatorProvider } from './facilitator/facilitator.provider.js';
import { FacilitatorService } from './facilitator/facilitator.service.js';
import { PaymentProofs } from './guard/payment-proofs.service.js';
import { RepeatedPayments } from './guard/repeated-payments.service.js';
import { GasWatch } from './facilitator/gas-watch.service.js';
import { OpenNetworks } from './networks/open-networks.service.js';
import { SupportCheck } from './facilitator/support-check.service.js';
import { EarningsController } from './earnings/earnings.controller.js';
import { Earnings } from './earnings/earnings.service.js';
import { FinalityJob } from './finality/finality.job.js';
import { Finality } from './finality/finality.service.js';
import { Reversals } from './finality/reversals.service.js';
import { SettlementChecks } from './finality/settlement-checks.repository.js';
import { Standings } from './finality/standings.service.js';
import { VanishedSettlements } from './finality/vanished-settlements.service.js';
import { LedgerCheckRepository } from './ledger/check/ledger-check.repository.js';
import { OpenEnds } from './ledger/check/open-ends.repository.js';
import { LedgerCheck } from './ledger/check/ledger-check.service.js';
import { LedgerEntry } from './ledger/ledger-entry.entity.js';
import { LedgerRepository } from './ledger/ledger.repository.js';
import { ChainCheck } from './networks/chain-check.service.js';
import { EvmFamily } from './networks/evm/evm-family.service.js';
import { PaymentNetworks } from './networks/networks.service.js';
import { NoteWriter } from './notes/note-writer.service.js';
import { Notes } from './notes/notes.service.js';
import { PendingNotes } from './notes/pending-notes.repository.js';
import { RepairNotesJob } from './notes/repair-notes.job.js';
import { PayerStatements } from './networks/payer-statements.service.js';
import { ForgetClaimsJob } from './payers/forget-claims.job.js';
import { OpenPayments } from './payers/open-payments.service.js';
import { ReceiptsController } from './receipts/receipts.controller.js';
import { Receipts } from './receipts/receipts.service.js';
import { ChainReader } from './settlement/chain-reader.service.js';
import { OweFailedCallsJob } from './refunds/owe-failed-calls.job.js';
import { Refund } from './refunds/refund.entity.js';
import { RefundBooks } from './refunds/refund-books.service.js';
import { RefundDecisionsController } from './refunds/refund-decisions.controller.js';
import { RefundDecisions } from './refunds/refund-decisions.service.js';
import { RefundPayments } from './refunds/refund-payments.service.js';
import { RefundRequestsController } from './refunds/refund-requests.controller.js';
import { RefundRequests } from './refunds/refund-requests.service.js';
import { RefundSearchJob } from './refunds/refund-search.job.js';
import { RefundSearch } from './refunds/refund-search.service.js';
import { RefundTransfers } from './refunds/refund-transfers.service.js';
import { RefundsRepository } from './refunds/refunds.repository.js';
import { Refunds } from './refunds/refunds.service.js';
import { SearchTurns } from './refunds/search-turns.repository.js';
import { PaymentClaim } from './settlement/claim.entity.js';
import { ClaimsRepository } from './settlement/claims.repository.js';
import { ReservationsRepository } from './settlement/reservations.repository.js';
import { Claims } from './settlement/claims.service.js';
import { Completion } from './settlement/completion.service.js';
import { assertLifecycle } from './settlement/lifecycle.js';
import { PaidCalls } from './calls/paid-calls.service.js';
import { ResultRetentionJob } from './calls/result-retention.job.js';
import { Recovery } from './calls/recovery.service.js';
import { RecoveryJob } from './calls/recovery.job.js';
import { Replay } from './calls/replay.service.js';
import { SettlementCheck } from './settlement/settlement-check.entity.js';
import { SettlementBooks } from './settlement/settlement-books.service.js';
import { Settlement } from './settlement/settlement.entity.js';
import { Settling } from './settlement/settling.service.js';
import { PaidRoutes } from './x402/paid-routes.service.js';

const notes = [NoteWriter, Notes, PendingNotes, RepairNotesJob];

const refunds = [
  RefundsRepository,
  SearchTurns,
  RefundBooks,
  Refunds,
  RefundRequests,
  RefundDecisions,
  RefundTransfers,
  RefundPayments,
  RefundSearch,
  RefundSearchJob,
  OweFailedCallsJob,
];

const finality = [
  Finality,
  FinalityJob,
  Reversals,
  SettlementChecks,
  Standings,
  VanishedSettlements,
];

/** Global, so that `@RequiresPayment` works on the routes of any module. */
@Global()
@Module({
  imports: [
    AccountsModule,
    DiscoveryModule,
    ConfigModule.forFeature(networksConfig),
    ConfigModule.forFeature(settlementConfig),
    ConfigModule.forFeature(callsConfig),
    ConfigModule.forFeature(receiptsConfig),
    ConfigModule.forFeature(facilitatorConfig),
    ConfigModule.forFeature(paymentGuardConfig),
    TypeOrmModule.forFeature([PaymentClaim, Settlement, SettlementCheck, LedgerEntry, Refund]),
  ],
  controllers: [
    CallsController,
    EarningsController,
    ReceiptsController,
    RefundRequestsController,
    RefundDecisionsController,
  ],
  providers: [
    facilitatorProvider,
    FacilitatorService,
    SupportCheck,
    GasWatch,
    OpenNetworks,
    Earnings,
    LedgerCheck,
    LedgerCheckRepository,
    OpenEnds,
    LedgerRepository,
    PaymentNetworks,
    EvmFamily,
    ChainCheck,
    CallRecords,
    CallRunner,
    CallWork,
    RunLimits,
    PaymentCheck,
    Leases,
    ChainReader,
    ClaimsRepository,
    ReservationsRepository,
    Claims,
    Completion,
    PaidAnswers,
    PaidCalls,
    PaidRoutes,
    PayerCalls,
    PayerClaims,
    PayerStatements,
    Tickets,
    FailedCalls,
    WayBack,
    Recovery,
    RecoveryJob,
    ResultRetentionJob,
    Receipts,
    RepeatedPayments,
    PaymentProofs,
    RefusedPayments,
    OpenPayments,
    ForgetClaimsJob,
    Replay,
    SettlementBooks,
    Settling,
    ToldFailures,
    ...notes,
    ...refunds,
    ...finality,
  ],
  exports: [
    FacilitatorService,
    GasWatch,
    OpenNetworks,
    CallRecords,
    PaidAnswers,
    RepeatedPayments,
    PaymentProofs,
    RefusedPayments,
    PaidCalls,
    PaidRoutes,
    PaymentNetworks,
    Tickets,
  ],
})
export class PaymentsModule implements OnModuleInit {
  onModuleInit(): void {
    assertLifecycle();
  }
}
