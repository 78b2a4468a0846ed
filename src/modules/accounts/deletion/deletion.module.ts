import { Module } from '@nestjs/common';
import { OutboxModule } from '../../../common/outbox/index.js';
import { ProfileModule } from '../profile/profile.module.js';
import { DeletionController } from './deletion.controller.js';
import { DeletionRepository } from './deletion.repository.js';
import { ForgetRefundWalletsJob } from './forget-refund-wallets.job.js';
import { Deletion } from './deletion.service.js';

/** The end of an account. */
@Module({
  imports: [OutboxModule, ProfileModule],
  controllers: [DeletionController],
  providers: [Deletion, DeletionRepository, ForgetRefundWalletsJob],
})
export class DeletionModule {}
