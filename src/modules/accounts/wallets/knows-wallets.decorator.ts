import { DiscoveryService } from '@nestjs/core';

/** Marks an injectable `WalletFamily`, of whatever module; wallets are read by those. */
export const KnowsWallets = DiscoveryService.createDecorator();
