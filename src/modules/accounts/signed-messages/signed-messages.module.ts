import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConfigModule } from '../../../common/config/index.js';
import { ContractAccounts } from './contract-accounts.client.js';
import { Nonces } from './nonces.service.js';
import { signedMessagesConfig } from './signed-messages.config.js';
import { SignedMessages } from './signed-messages.service.js';
import { UsedNonce } from './used-nonce.entity.js';
import { UsedNoncesRepository } from './used-nonces.repository.js';

/** Messages that wallets sign, each good for once. */
@Module({
  imports: [ConfigModule.forFeature(signedMessagesConfig), TypeOrmModule.forFeature([UsedNonce])],
  providers: [ContractAccounts, Nonces, SignedMessages, UsedNoncesRepository],
  exports: [Nonces, SignedMessages],
})
export class SignedMessagesModule {}
