import { z } from 'zod';
import { addressBytes } from './solana-address.js';
import type { SolanaRpc } from './solana-rpc.client.js';
import { TOKEN_PROGRAM, tokenAccountOf } from './token-account.js';

/** Of a token account: its mint, its owner, what it holds, and whether it is in use. */
const TOKEN_ACCOUNT = { bytes: 165, mint: 0, owner: 32, amount: 64, state: 108, inUse: 1 };

/** `getAccountInfo`, https://solana.com/docs/rpc/http/getaccountinfo */
const accountInfo = z.object({
  value: z
    .object({ owner: z.string(), data: z.tuple([z.string().max(100_000), z.literal('base64')]) })
    .nullable(),
});

/**
 * What the wallet holds of the mint where payments to it go; undefined while it has no such account, or one
 * that takes nothing.
 */
export async function tokenBalance(
  rpc: SolanaRpc,
  owner: string,
  mint: string,
): Promise<bigint | undefined> {
  const options = { encoding: 'base64', commitment: 'confirmed' };
  const { value } = await rpc(
    'getAccountInfo',
    [tokenAccountOf(owner, mint), options],
    accountInfo,
  );
  if (value?.owner !== TOKEN_PROGRAM) return undefined;
  const data = Buffer.from(value.data[0], 'base64');
  const isIts =
    data.length === TOKEN_ACCOUNT.bytes &&
    data.subarray(TOKEN_ACCOUNT.mint, 32).equals(addressBytes(mint) ?? data) &&
    data.subarray(TOKEN_ACCOUNT.owner, 64).equals(addressBytes(owner) ?? data) &&
    data[TOKEN_ACCOUNT.state] === TOKEN_ACCOUNT.inUse;
  return isIts ? data.readBigUInt64LE(TOKEN_ACCOUNT.amount) : undefined;
}
