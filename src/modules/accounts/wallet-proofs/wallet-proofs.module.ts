import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WalletsModule } from '../wallets/wallets.module.js';
import { SignedMessagesModule } from '../signed-messages/signed-messages.module.js';
import { WalletProof } from './wallet-proof.entity.js';
import { WalletProofsController } from './wallet-proofs.controller.js';
import { WalletProofsRepository } from './wallet-proofs.repository.js';
import { WalletProofs } from './wallet-proofs.service.js';

/** Which wallets a user has proven to hold. */
@Module({
  imports: [TypeOrmModule.forFeature([WalletProof]), SignedMessagesModule, WalletsModule],
  controllers: [WalletProofsController],
  providers: [WalletProofsRepository, WalletProofs],
  exports: [WalletProofsRepository],
})
export class WalletProofsModule {}
