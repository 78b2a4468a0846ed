import { describe, expect, it } from '@jest/globals';
import {
  PERMIT2_ADDRESS,
  uptoPermit2WitnessTypes,
  x402UptoPermit2ProxyABI,
  x402UptoPermit2ProxyAddress,
} from '@x402/evm';
import { UptoEvmScheme } from '@x402/evm/upto/client';
import { EIP2612_GAS_SPONSORING } from '@x402/extensions';
import * as fc from 'fast-check';
import { type Address, encodeFunctionData, getAddress, hashTypedData, type Hex } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import * as own from '../../../../common/networks/index.js';
import * as permit from './permit.js';

const account = privateKeyToAccount(generatePrivateKey());
const asset: Address = '0x036CbD53842c5426634e7929541eC2318f3dCF7e';
const asked = {
  scheme: 'upto',
  network: 'eip155:84532',
  amount: '50000',
  asset,
  payTo: getAddress(`0x${'1'.repeat(40)}`),
  maxTimeoutSeconds: 300,
  extra: { name: 'USDC', version: '2', facilitatorAddress: getAddress(`0x${'2'.repeat(40)}`) },
} as const;

interface Signed {
  readonly signature: Hex;
  readonly permit2Authorization: Record<string, unknown>;
}

async function signed(): Promise<Signed> {
  const made = await new UptoEvmScheme(account).createPaymentPayload(2, asked);
  return made.payload as unknown as Signed;
}

const read = (payload: object, extensions?: Record<string, unknown>) =>
  permit.readUpto(
    { payload: payload as Record<string, unknown>, ...(extensions && { extensions }) },
    asset,
  );

const approval = {
  from: account.address,
  asset,
  spender: PERMIT2_ADDRESS,
  amount: '50000',
  nonce: '0',
  deadline: '2000000000',
  signature: `0x${'ab'.repeat(65)}`,
  version: '1',
};
const sponsored = (change: object = {}) => ({
  [EIP2612_GAS_SPONSORING.key]: { info: { ...approval, ...change }, schema: {} },
});

describe('a payment by Permit2', () => {
  it('goes to the contracts, by the types, that x402 names', async () => {
    expect(own.PERMIT2_ADDRESS).toBe(PERMIT2_ADDRESS);
    expect(own.UPTO_PROXY_ADDRESS).toBe(x402UptoPermit2ProxyAddress);
    expect(permit.EIP2612_GAS_SPONSORING).toBe(EIP2612_GAS_SPONSORING.key);
    const told = permit.readPermit({ payload: { ...(await signed()) } })?.permit;
    if (told === undefined) throw new Error('it cannot be read');
    const digest = hashTypedData({
      domain: { name: 'Permit2', chainId: 84_532, verifyingContract: PERMIT2_ADDRESS },
      types: uptoPermit2WitnessTypes,
      primaryType: 'PermitWitnessTransferFrom',
      message: told,
    });
    expect(permit.permitDigest(84_532, told)).toBe(digest);
    expect(permit.permitDigest(8_453, told)).not.toBe(digest);
  });

  it.each([
    ['no signature', { signature: 'none' }],
    ['another spender', { spender: asset }],
    ['a nonce that is no number', { nonce: '0x1' }],
    ['a nonce that no word holds', { nonce: String(2n ** 256n) }],
    ['a negative amount', { permitted: { token: asset, amount: '-1' } }],
    ['another token', { permitted: { token: PERMIT2_ADDRESS, amount: '50000' } }],
    ['a payee that is no address', { witness: { to: 'x', facilitator: asset, validAfter: '0' } }],
    ['nobody to settle', { witness: { to: asset, validAfter: '0' } }],
  ])('with %s is none', async (_, change) => {
    const { signature, permit2Authorization } = await signed();
    const changed = {
      signature: 'signature' in change ? change.signature : signature,
      permit2Authorization: { ...permit2Authorization, ...change },
    };
    expect(read({ signature, permit2Authorization })).toBeDefined();
    expect(read(changed)).toBeUndefined();
  });

  it('that was made up by anybody is read or refused, and never throws', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (one, other) => {
        const payload = { signature: '0xab', permit2Authorization: JSON.parse(one) as unknown };
        const extensions = { [EIP2612_GAS_SPONSORING.key]: JSON.parse(other) as unknown };
        expect(read(payload, extensions)).toBeUndefined();
      }),
    );
  });

  it('is the same however its nonce is written', async () => {
    const { signature, permit2Authorization } = await signed();
    const nonce = `00${String(permit2Authorization['nonce'])}`.slice(-78);
    const same = { signature, permit2Authorization: { ...permit2Authorization, nonce } };
    expect(read(same)).toEqual(read({ signature, permit2Authorization }));
  });

  it('brings the approval of its payer along, for this token and amount, and nothing else', async () => {
    const payload = await signed();
    const { info } = sponsored()[EIP2612_GAS_SPONSORING.key] ?? {};
    expect(read(payload, { ...sponsored({ planted: 'x' }), planted: {} })?.extensions).toEqual({
      [EIP2612_GAS_SPONSORING.key]: { info },
    });
    const declared = { [EIP2612_GAS_SPONSORING.key]: { info: { description: 'as declared' } } };
    expect(read(payload, declared)).toEqual(read(payload));
    for (const change of [
      { from: asset },
      { asset: PERMIT2_ADDRESS },
      { spender: asset },
      { amount: '49999' },
      { amount: String(2n ** 256n - 1n) },
      { signature: '0xab' },
      { deadline: 'soon' },
    ]) {
      expect(read(payload, sponsored(change))).toBeUndefined();
    }
  });
});

describe('a transaction to the proxy', () => {
  const witness = { to: asked.payTo, facilitator: asked.extra.facilitatorAddress, validAfter: 0n };
  const given = { permitted: { token: asset, amount: 50_000n }, nonce: 7n, deadline: 9n };
  const args = [given, 5n, account.address, witness, '0xab'] as const;
  const permit2612 = { value: 50_000n, deadline: 9n, r: asHash(1), s: asHash(2), v: 27 } as const;

  it('tells whose payment it settles, with an approval or without', () => {
    const use = { payer: account.address, payTo: asked.payTo, nonce: permit.permitNonce(7n) };
    const abi = x402UptoPermit2ProxyABI;
    const plain = encodeFunctionData({ abi, functionName: 'settle', args });
    expect(permit.permitUseIn(plain)).toEqual(use);
    const functionName = 'settleWithPermit';
    const with2612 = encodeFunctionData({ abi, functionName, args: [permit2612, ...args] });
    expect(permit.permitUseIn(with2612)).toEqual(use);
  });

  it('that does something else settles none', () => {
    expect(permit.permitUseIn('0x')).toBeUndefined();
    expect(permit.permitUseIn('0xdeadbeef')).toBeUndefined();
  });
});

function asHash(n: number): Hex {
  return `0x${String(n).padStart(64, '0')}`;
}
