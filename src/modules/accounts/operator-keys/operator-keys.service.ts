import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import type { Secret } from '../../../common/crypto/index.js';
import { Database } from '../../../common/database/index.js';
import { readEvmAddress } from '../evm-address.js';
import { ApiKeys } from '../api-keys/api-keys.service.js';
import { SCOPES } from '../guard/authenticated-user.js';
import { SignInAccounts } from '../profile/sign-in-accounts.service.js';

/** Should the operator's command be killed, its key ends by itself. */
const KEY_MS = 30 * 60_000;

/** A key for everything that an account may do, for a while. */
export interface OperatorKey {
  readonly userId: string;
  readonly id: string;
  readonly key: Secret;
}

/**
 * Lets whoever runs the server act for an account before its wallet has signed in: who holds the database
 * could do so anyway. It is for commands; no route leads here.
 */
@Injectable()
export class OperatorKeys {
  constructor(
    private readonly clock: Clock,
    private readonly db: Database,
    private readonly accounts: SignInAccounts,
    private readonly keys: ApiKeys,
  ) {}

  /**
   * A key of the account that an EVM wallet signs in to, made if there is none. It proves nothing of the wallet.
   * @param network CAIP-2 id of the chain on which it signs in, should it be a contract
   * @throws {Error} when the address is none, or mistyped
   */
  async open(text: string, network: string): Promise<OperatorKey> {
    const address = readEvmAddress(text);
    if (address === undefined) throw new Error(`"${text}" is no EVM address, or is mistyped`);
    const wallet = { address, network };
    const userId = await this.db.asService('accounts', (tx) => this.accounts.expect(tx, wallet));
    const operator = { id: userId, scopes: new Set(SCOPES), via: 'api_key' } as const;
    const expiresAt = new Date(this.clock.now().getTime() + KEY_MS);
    const request = { name: 'Set-up by the operator', scopes: SCOPES, expiresAt };
    const { row, key } = await this.keys.create(operator, request);
    return { userId, id: row.id, key };
  }

  /** @throws {Problem} `not_found` when it was closed before */
  close({ userId, id }: OperatorKey): Promise<void> {
    return this.keys.revoke(userId, id);
  }
}
