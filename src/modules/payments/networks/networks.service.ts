import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { DiscoveryService } from '@nestjs/core';
import { ConfigError } from '../../../common/config/index.js';
import type { NetworkFamily } from './network-family.js';
import { networksConfig } from './networks.config.js';
import type { PaymentNetwork } from './payment-network.js';
import { ProvidesNetworks } from './provides-networks.decorator.js';

/** The networks this server takes payments on, of whichever family has them. */
@Injectable()
export class PaymentNetworks implements OnModuleInit {
  private opened: Map<string, PaymentNetwork> | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    @Inject(networksConfig.KEY) private readonly config: ConfigType<typeof networksConfig>,
  ) {}

  /** @throws {ConfigError} when no family knows a network that is to be paid on */
  onModuleInit(): void {
    this.opened = this.open();
  }

  /** In the order in which buyers are offered them. */
  all(): readonly PaymentNetwork[] {
    return [...this.byId.values()];
  }

  /** Undefined when payments on that network are not taken. */
  find(id: string): PaymentNetwork | undefined {
    return this.byId.get(id);
  }

  /** From now on no payments are taken on that network. */
  remove(id: string): void {
    this.byId.delete(id);
  }

  /** Undefined when x402 v1 payments are not taken on a network of that name. */
  findByV1Name(name: string): PaymentNetwork | undefined {
    return [...this.byId.values()].find(({ v1Name }) => v1Name === name);
  }

  /** Others may ask while they start, before it is this one's turn. */
  private get byId(): Map<string, PaymentNetwork> {
    return (this.opened ??= this.open());
  }

  private open(): Map<string, PaymentNetwork> {
    const families = ProvidesNetworks.of(this.discovery);
    return new Map(this.config.networks.map((id) => [id, this.openOne(id, families)]));
  }

  private openOne(id: string, families: readonly NetworkFamily[]): PaymentNetwork {
    const url = this.config.rpcUrls.get(id) ?? '';
    for (const family of families) {
      const network = family.open(id, url, this.config.walletFactories);
      if (network !== undefined) return network;
    }
    const known = families.flatMap((family) => family.known).join(', ');
    throw new ConfigError([`NETWORKS: no family knows ${id}. Known: ${known}`]);
  }
}
