import { createHash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519';
import { LRUCache } from 'lru-cache';
import { addressBytes, writeBase58 } from './solana-address.js';

/** The program of Solana that keeps tokens such as USDC. */
export const TOKEN_PROGRAM = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
const ASSOCIATED_TOKEN_PROGRAM = 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL';
const HIGHEST_BUMP = 255;

const kept = new LRUCache<string, string>({ max: 10_000 });

/**
 * The account in which a wallet of Solana has its tokens of one mint of the Token program (the associated
 * token account): where payments to the wallet go.
 * @param owner an address, as is `mint`
 */
export function tokenAccountOf(owner: string, mint: string): string {
  const key = `${owner} ${mint}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const found = derive([owner, TOKEN_PROGRAM, mint].map(bytesOf));
  kept.set(key, found);
  return found;
}

/** The first address that no key has: an address of a program, by whose rules only it can sign. */
function derive(seeds: readonly Uint8Array[]): string {
  for (let bump = HIGHEST_BUMP; bump >= 0; bump -= 1) {
    const hash = createHash('sha256');
    for (const part of [...seeds, Uint8Array.of(bump), bytesOf(ASSOCIATED_TOKEN_PROGRAM)]) {
      hash.update(part);
    }
    const address = hash.update('ProgramDerivedAddress').digest();
    if (!isKey(address)) return writeBase58(address);
  }
  throw new Error('no address was found for a token account');
}

/** Whether the bytes are a point of the curve, so that somebody could have its key. */
function isKey(bytes: Uint8Array): boolean {
  try {
    ed25519.ExtendedPoint.fromHex(bytes);
    return true;
  } catch {
    return false;
  }
}

function bytesOf(address: string): Uint8Array {
  const bytes = addressBytes(address);
  if (bytes === undefined) throw new Error(`${address} is no address of Solana`);
  return bytes;
}
