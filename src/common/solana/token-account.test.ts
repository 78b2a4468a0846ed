import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { address, getAddressEncoder, getProgramDerivedAddress } from '@solana/kit';
import { addressBytes, readSolanaAddress, tokenAccountOf, writeBase58 } from './index.js';

const MINT = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';
const TOKEN_PROGRAM = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
const ASSOCIATED_TOKEN_PROGRAM = 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL';

const newAddress = () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  return writeBase58(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
};

describe('the token account of a wallet', () => {
  it('is where Solana’s own library finds it', async () => {
    const encode = getAddressEncoder().encode.bind(getAddressEncoder());
    for (let left = 20; left > 0; left -= 1) {
      const owner = newAddress();
      const [theirs] = await getProgramDerivedAddress({
        programAddress: address(ASSOCIATED_TOKEN_PROGRAM),
        seeds: [owner, TOKEN_PROGRAM, MINT].map((each) => encode(address(each))),
      });
      expect(tokenAccountOf(owner, MINT)).toBe(theirs);
    }
  });

  it('is known of one wallet for certain', () => {
    expect(tokenAccountOf('vines1vzrYbzLMRdu58ou5XTby4qAqVRLmqo36NKPTg', MINT)).toBe(
      '9jrTvdU2Am3UmgSAX8EKS9wwrSufkWRbZzEukDogqpQg',
    );
  });
});

describe('an address', () => {
  it('is 32 bytes in base58, and nothing else', () => {
    const one = newAddress();
    expect(readSolanaAddress(one)).toBe(one);
    expect(addressBytes(one)).toHaveLength(32);
    for (const text of [
      '',
      ' ',
      `${one} `,
      `1${one}`,
      one.slice(2),
      `0x${'ab'.repeat(20)}`,
      'l'.repeat(44),
    ]) {
      expect(readSolanaAddress(text)).toBeUndefined();
    }
  });
});
