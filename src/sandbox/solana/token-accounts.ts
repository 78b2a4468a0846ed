import { addressBytes, writeBase58 } from '../../common/solana/index.js';

/** How the Token program keeps a mint and an account: what stands where. */
const MINT = { bytes: 82, supply: 36, decimals: 44, initialized: 45 };
const ACCOUNT = { bytes: 165, mint: 0, owner: 32, amount: 64, state: 108 };
const SUPPLY = 10n ** 15n;
const DECIMALS = 6;

/** Tokens of one mint that somebody holds. */
export interface TokenAccount {
  readonly mint: string;
  readonly owner: string;
  /** Atomic units. */
  readonly amount: bigint;
}

/** A mint of six decimals that nobody can mint of. */
export function mintData(): Uint8Array {
  const data = Buffer.alloc(MINT.bytes);
  data.writeBigUInt64LE(SUPPLY, MINT.supply);
  data[MINT.decimals] = DECIMALS;
  data[MINT.initialized] = 1;
  return data;
}

export function tokenAccountData({ mint, owner, amount }: TokenAccount): Uint8Array {
  const data = Buffer.alloc(ACCOUNT.bytes);
  data.set(addressBytes(mint) ?? [], ACCOUNT.mint);
  data.set(addressBytes(owner) ?? [], ACCOUNT.owner);
  data.writeBigUInt64LE(amount, ACCOUNT.amount);
  data[ACCOUNT.state] = 1;
  return data;
}

/** Undefined for data that is no token account. */
export function readTokenAccount(bytes: Uint8Array): TokenAccount | undefined {
  if (bytes.length !== ACCOUNT.bytes) return undefined;
  const data = Buffer.from(bytes);
  const addressAt = (at: number) => writeBase58(data.subarray(at, at + 32));
  return {
    mint: addressAt(ACCOUNT.mint),
    owner: addressAt(ACCOUNT.owner),
    amount: data.readBigUInt64LE(ACCOUNT.amount),
  };
}
