import { Injectable } from '@nestjs/common';
import { GasWatch } from './gas-watch.service.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import type { PaymentNetwork } from '../networks/payment-network.js';

/** The networks that calls are sold on now: those where a payment could be settled. */
@Injectable()
export class OpenNetworks {
  constructor(
    private readonly networks: PaymentNetworks,
    private readonly gas: GasWatch,
  ) {}

  /** See {@link PaymentNetworks}: also one that nothing is sold on now. */
  readonly find = (id: string): PaymentNetwork | undefined => this.networks.find(id);

  /** Undefined also for a network that nothing is sold on now. */
  readonly findOpen = (id: string): PaymentNetwork | undefined =>
    this.isOpen(id) ? this.networks.find(id) : undefined;

  isOpen(id: string): boolean {
    const feePayer = this.networks.find(id)?.feePayer;
    return !this.gas.isEmpty(id) && (feePayer === undefined || feePayer.address !== undefined);
  }
}
