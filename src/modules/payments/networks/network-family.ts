import type { PaymentNetwork } from './payment-network.js';

/** Networks of one kind: how a chain of it is read, paid on and signed for. */
export interface NetworkFamily {
  /** CAIP-2 ids of the networks that it knows. */
  readonly known: readonly string[];

  /**
   * The network, read through the node at `rpcUrl`; undefined when it is none of {@link known}. Nobody is
   * asked before the network is used.
   * @param walletFactories contracts that the operator lets make wallets (ERC-6492), in any case of letters;
   * of no concern to networks without such wallets
   */
  open(id: string, rpcUrl: string, walletFactories?: readonly string[]): PaymentNetwork | undefined;
}
