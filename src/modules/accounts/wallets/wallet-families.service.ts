import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { DiscoveryService } from '@nestjs/core';
import { ConfigError } from '../../../common/config/index.js';
import type { SiweRefusal } from '../signed-messages/siwe-proof.js';
import { walletsConfig } from './wallets.config.js';
import { KnowsWallets } from './knows-wallets.decorator.js';
import type { ProofClaim, WalletFamily } from './wallet-family.js';

const SIGNS_IN = 'eip155';

/** An address, and the family it is of. */
export interface KnownAddress {
  readonly address: string;
  readonly family: WalletFamily;
}

/** Reads wallets of every family. */
@Injectable()
export class WalletFamilies implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    @Inject(walletsConfig.KEY) private readonly config: ConfigType<typeof walletsConfig>,
  ) {}

  /** @throws {ConfigError} for a network that nobody could be paid on */
  onModuleInit(): void {
    this.config.networks.forEach((network) => this.of(network));
  }

  /** The family of a CAIP-2 network. @throws {ConfigError} when none was given to the server */
  of(network: string): WalletFamily {
    const family = this.all.find(({ namespace }) => network.startsWith(`${namespace}:`));
    if (family !== undefined) return family;
    throw new ConfigError([`NETWORKS: no family knows the wallets of ${network}`]);
  }

  /** The address, read by the first family that has such; or what would be one. */
  read(text: string): KnownAddress | string {
    for (const family of this.all) {
      const address = family.readAddress(text);
      if (address !== undefined) return { address, family };
    }
    return this.all.map(({ addressForm }) => addressForm).join(', or ');
  }

  /** What the signer of a message says, to whichever family can read it. */
  async readProof(message: string, signature: string): Promise<ProofClaim | SiweRefusal> {
    for (const family of this.all) {
      const claim = await family.readProof(message, signature);
      if (claim !== 'malformed') return claim;
    }
    return 'malformed';
  }

  /** Those of whose networks this server has one, and the one whose wallets sign in everywhere. */
  private get all(): readonly WalletFamily[] {
    const { networks } = this.config;
    return KnowsWallets.of(this.discovery).filter(
      ({ namespace }) =>
        namespace === SIGNS_IN || networks.some((network) => network.startsWith(`${namespace}:`)),
    );
  }
}
