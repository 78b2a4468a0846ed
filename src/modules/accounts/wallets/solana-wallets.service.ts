import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { chainUnavailable, Problem } from '../../../common/errors/index.js';
import { SOLANA_CHAINS } from '../../../common/networks/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import {
  isSignedBySolanaKey,
  readSolanaAddress,
  solanaRpc,
  tokenBalance,
} from '../../../common/solana/index.js';
import { NONCE_LIFETIME_S } from '../signed-messages/nonces.service.js';
import type { SiweRefusal } from '../signed-messages/siwe-proof.js';
import { KnowsWallets } from './knows-wallets.decorator.js';
import { readSolanaMessage, writeSolanaMessage } from './solana-proof.js';
import type { ProofClaim, ProofTerms, WalletFamily } from './wallet-family.js';
import { walletsConfig } from './wallets.config.js';

const NAMESPACE = 'solana';
/** The address of the system's own program: nobody has its key. */
const NOBODY = '1'.repeat(32);
/** Somebody waits to have their wallet saved. */
const PATIENCE = { timeoutMs: 3_000, tries: 2 };
const NO_ACCOUNT =
  'must have an account for USDC (mint MINT) on this network: send any amount of USDC to the wallet once, and save it again';

/** Wallets of Solana, which sign messages of CAIP-122. */
@KnowsWallets()
@Injectable()
export class SolanaWallets implements WalletFamily {
  readonly namespace = NAMESPACE;
  readonly addressForm = 'must be an address of Solana';
  private readonly references: readonly string[];

  constructor(
    @Inject(walletsConfig.KEY) private readonly config: ConfigType<typeof walletsConfig>,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.references = config.networks.flatMap((network) => {
      const [namespace, reference = ''] = network.split(':');
      return namespace === NAMESPACE ? [reference] : [];
    });
  }

  readAddress(text: string): string | undefined {
    return text === NOBODY ? undefined : readSolanaAddress(text);
  }

  writeProof(terms: ProofTerms): string | undefined {
    const { network, address, statement, nonce, issuedAt, expiresAt } = terms;
    const isAsked = (id: string) => network === undefined || network === `${NAMESPACE}:${id}`;
    const chainId = this.references.find(isAsked);
    if (chainId === undefined) return undefined;
    const { server: uri } = this.config;
    const place = { domain: new URL(uri).host, uri, chainId };
    return writeSolanaMessage({ ...place, address, statement, nonce, issuedAt, expiresAt });
  }

  async readProof(message: string, signature: string): Promise<ProofClaim | SiweRefusal> {
    const claim = readSolanaMessage(message, {
      origin: this.config.server,
      chainIds: this.references,
      now: this.clock.now(),
      maxAgeMs: NONCE_LIFETIME_S * 1000,
    });
    if (typeof claim === 'string') return claim;
    const isSigned = isSignedBySolanaKey(claim.address, Buffer.from(message), signature);
    return isSigned ? claim : 'bad_signature';
  }

  /** Payments go to an account for their token, which none of them may make. */
  async payoutObstacle(address: string, network: string): Promise<string | undefined> {
    const chain = SOLANA_CHAINS.find(({ id }) => id === network);
    const url = this.config.rpcUrls.get(network);
    if (chain === undefined || url === undefined) return undefined;
    const [{ address: mint }] = chain.assets;
    try {
      const balance = await tokenBalance(solanaRpc(url, PATIENCE), address, mint);
      return balance === undefined ? NO_ACCOUNT.replace('MINT', mint) : undefined;
    } catch (error) {
      this.logger.warn({ err: error, network }, 'a wallet could not be looked for on the chain');
      throw new Problem(chainUnavailable, { retryAfterSeconds: 5 });
    }
  }
}
