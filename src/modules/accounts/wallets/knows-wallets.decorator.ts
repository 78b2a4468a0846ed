import { plugIn } from '../../../common/plug-ins/index.js';
import type { WalletFamily } from './wallet-family.js';

/** Marks an injectable {@link WalletFamily}, of whatever module; wallets are read by those. */
export const KnowsWallets = plugIn<WalletFamily>();
