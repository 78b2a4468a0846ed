import { describe, expect, it } from '@jest/globals';
import { type Address, concat, hashTypedData, type Hex, numberToHex } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { TRANSFER_WITH_AUTHORIZATION } from './authorization.js';
import { authorizationDigest, isSignedByKey } from './key-signature.js';
import { EVM_CHAINS } from '../../../../common/networks/index.js';

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const wallet = privateKeyToAccount(generatePrivateKey());
const other = privateKeyToAccount(generatePrivateKey()).address;

const message = (from: Address) => ({
  from,
  to: other,
  value: 50_000n,
  validAfter: 0n,
  validBefore: 1_999_999_999n,
  nonce: `0x${'ab'.repeat(32)}` as Hex,
});

const row = EVM_CHAINS[0];
const usdc = row?.assets[0];
const domain = {
  ...usdc?.domain,
  chainId: row?.chainId,
  verifyingContract: usdc?.address,
};
const typed = {
  domain,
  types: TRANSFER_WITH_AUTHORIZATION,
  primaryType: 'TransferWithAuthorization',
  message: message(wallet.address),
} as const;

describe('the digest of an authorization', () => {
  it('is what EIP-712 says, for every token', () => {
    const tokens = EVM_CHAINS.flatMap(({ chainId, assets }) =>
      assets.map(({ address, domain }) => ({ chainId, address, ...domain })),
    );
    for (const { name, version, chainId, address: verifyingContract } of tokens) {
      const of = { name, version, chainId, verifyingContract };
      const digest = authorizationDigest(of)(typed.message);
      expect(digest).toBe(hashTypedData({ ...typed, domain: of }));
    }
  });
});

describe('a signature', () => {
  const digest = authorizationDigest(domain)(typed.message);

  it('of a hundred keys is known for that of each, and of no other', async () => {
    for (let key = 0; key < 100; key += 1) {
      const account = privateKeyToAccount(generatePrivateKey());
      const signature = await account.sign({ hash: digest });
      expect(await isSignedByKey(account.address, digest, signature)).toBe(true);
      expect(await isSignedByKey(account.address.toLowerCase() as Address, digest, signature)).toBe(
        true,
      );
      expect(await isSignedByKey(wallet.address, digest, signature)).toBe(false);
      expect(await isSignedByKey(account.address, `0x${'11'.repeat(32)}`, signature)).toBe(false);
    }
  });

  it('in a form that USDC refuses is none', async () => {
    const signature = await wallet.sign({ hash: digest });
    const [r, s, v] = [signature.slice(2, 66), signature.slice(66, 130), signature.slice(130)];
    const flipped = v === '1b' ? '1c' : '1b';
    const twin = concat([
      `0x${r}`,
      numberToHex(ORDER - BigInt(`0x${s}`), { size: 32 }),
      `0x${flipped}`,
    ]);
    const forms: Hex[] = [
      twin,
      `0x${r}${s}${flipped}`,
      `0x${r}${s}${v === '1b' ? '00' : '01'}`,
      `0x${r}${s}`,
      `${signature}00`,
      `0x${'00'.repeat(64)}1b`,
      `0x${'ff'.repeat(32)}${s}${v}`,
      '0x',
    ];
    for (const form of forms) expect(await isSignedByKey(wallet.address, digest, form)).toBe(false);
    const inCapitals = signature.toUpperCase().replace('X', 'x') as Hex;
    expect(await isSignedByKey(wallet.address, digest, inCapitals)).toBe(true);
  });
});
