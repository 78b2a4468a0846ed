import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { ClaimsModule } from '../claims/claims.module.js';
import { FinalityModule } from '../finality/finality.module.js';
import { RefundsModule } from '../refunds/refunds.module.js';
import { OfferReceipts } from './offer-receipts.service.js';
import { receiptsConfig } from './receipts.config.js';
import { ReceiptsController } from './receipts.controller.js';
import { Receipts } from './receipts.service.js';
import { Tickets } from './tickets.service.js';

/** Receipts, signed offers and tickets. Nothing else holds the keys they are made with. */
@Module({
  imports: [ConfigModule.forFeature(receiptsConfig), ClaimsModule, FinalityModule, RefundsModule],
  controllers: [ReceiptsController],
  providers: [OfferReceipts, Receipts, Tickets],
  exports: [OfferReceipts, Receipts, Tickets],
})
export class ReceiptsModule {}
