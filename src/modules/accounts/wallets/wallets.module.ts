import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ConfigModule } from '../../../common/config/index.js';
import { SignedMessagesModule } from '../signed-messages/signed-messages.module.js';
import { EvmWallets } from './evm-wallets.service.js';
import { SolanaWallets } from './solana-wallets.service.js';
import { WalletFamilies } from './wallet-families.service.js';
import { walletsConfig } from './wallets.config.js';

/** What is known of wallets, one family of networks each. */
@Module({
  imports: [ConfigModule.forFeature(walletsConfig), DiscoveryModule, SignedMessagesModule],
  providers: [EvmWallets, SolanaWallets, WalletFamilies],
  exports: [WalletFamilies],
})
export class WalletsModule {}
