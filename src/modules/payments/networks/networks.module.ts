import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ConfigModule } from '../../../common/config/index.js';
import { EvmFamily } from './evm/evm-family.service.js';
import { ChainCheck } from './chain-check.service.js';
import { NetworksController } from './networks.controller.js';
import { networksConfig } from './networks.config.js';
import { SolanaFamily } from './solana/solana-family.service.js';
import { PaymentNetworks } from './networks.service.js';
import { PayerStatements } from './payer-statements.service.js';

/** The networks that payments are taken on. */
@Module({
  imports: [ConfigModule.forFeature(networksConfig), DiscoveryModule],
  controllers: [NetworksController],
  providers: [EvmFamily, SolanaFamily, PaymentNetworks, ChainCheck, PayerStatements],
  exports: [PayerStatements, PaymentNetworks],
})
export class NetworksModule {}
