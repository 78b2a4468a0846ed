import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bytesToHex, erc20Abi, parseAbi, parseEventLogs, parseSignature } from 'viem';
import type { Address, Hex } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import type { PrivateKeyAccount } from 'viem';
import { startChain } from '../../../src/sandbox/chain/local-chain.js';
import type { LocalChain } from '../../../src/sandbox/chain/local-chain.js';
import { CHAIN_ID, connectAnvil, USDC_ADDRESS } from '../../../src/sandbox/chain/network.js';
import type { AnvilClient } from '../../../src/sandbox/chain/network.js';

const authorizedAbi = parseAbi([
  'function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature)',
  'function receiveWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature)',
  'function cancelAuthorization(address authorizer, bytes32 nonce, bytes signature)',
  'function authorizationState(address authorizer, bytes32 nonce) view returns (bool)',
  'function nonces(address owner) view returns (uint256)',
  'function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)',
  'event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)',
  'event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce)',
]);
const splitSignatureAbi = parseAbi([
  'function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s)',
]);

const domain = {
  name: 'USDC',
  version: '2',
  chainId: CHAIN_ID,
  verifyingContract: USDC_ADDRESS,
} as const;

const authorizationFields = [
  { name: 'from', type: 'address' },
  { name: 'to', type: 'address' },
  { name: 'value', type: 'uint256' },
  { name: 'validAfter', type: 'uint256' },
  { name: 'validBefore', type: 'uint256' },
  { name: 'nonce', type: 'bytes32' },
] as const;

const FAR_FUTURE = 2n ** 40n;
const ONE_USDC = 1_000_000n;

interface Authorization {
  from: Address;
  to: Address;
  value: bigint;
  validAfter: bigint;
  validBefore: bigint;
  nonce: Hex;
}

const newAccount = () => privateKeyToAccount(generatePrivateKey());
const newNonce = () => bytesToHex(crypto.getRandomValues(new Uint8Array(32)));

function authorization(from: Address, to: Address, changes: Partial<Authorization> = {}) {
  return {
    from,
    to,
    value: 250_000n,
    validAfter: 0n,
    validBefore: FAR_FUTURE,
    nonce: newNonce(),
    ...changes,
  };
}

function sign(
  signer: PrivateKeyAccount,
  message: Authorization,
  primaryType:
    'TransferWithAuthorization' | 'ReceiveWithAuthorization' = 'TransferWithAuthorization',
) {
  const types = {
    TransferWithAuthorization: authorizationFields,
    ReceiveWithAuthorization: authorizationFields,
  };
  return signer.signTypedData({ domain, types, primaryType, message });
}

function signCancellation(signer: PrivateKeyAccount, nonce: Hex) {
  const types = {
    CancelAuthorization: [
      { name: 'authorizer', type: 'address' },
      { name: 'nonce', type: 'bytes32' },
    ],
  } as const;
  const message = { authorizer: signer.address, nonce };
  return signer.signTypedData({ domain, types, primaryType: 'CancelAuthorization', message });
}

function signPermit(
  signer: PrivateKeyAccount,
  message: { spender: Address; value: bigint; nonce: bigint; deadline: bigint },
) {
  const types = {
    Permit: [
      { name: 'owner', type: 'address' },
      { name: 'spender', type: 'address' },
      { name: 'value', type: 'uint256' },
      { name: 'nonce', type: 'uint256' },
      { name: 'deadline', type: 'uint256' },
    ],
  } as const;
  return signer.signTypedData({
    domain,
    types,
    primaryType: 'Permit',
    message: { owner: signer.address, ...message },
  });
}

const ordered = (a: Authorization) =>
  [a.from, a.to, a.value, a.validAfter, a.validBefore, a.nonce] as const;

function split(signature: Hex) {
  const { r, s, yParity } = parseSignature(signature);
  return [27 + yParity, r, s] as const;
}

describe('test USDC', () => {
  const relayer = newAccount();
  let chain: LocalChain;
  let anvil: AnvilClient;
  let payer: PrivateKeyAccount;
  let payee: Address;

  beforeAll(async () => {
    chain = await startChain();
    anvil = connectAnvil(chain.rpcUrl);
    await chain.fund(relayer.address, 0n);
    payer = newAccount();
    payee = newAccount().address;
    await chain.fund(payer.address, 100n * ONE_USDC, { wei: 0n });
  });

  afterAll(() => chain.stop());

  const usdc = { address: USDC_ADDRESS, abi: authorizedAbi } as const;

  function transfer(message: Authorization, signature: Hex) {
    return anvil.simulateContract({
      ...usdc,
      account: relayer,
      functionName: 'transferWithAuthorization',
      args: [...ordered(message), signature],
    });
  }

  async function mined(hash: Hex) {
    const receipt = await anvil.waitForTransactionReceipt({ hash });
    expect(receipt.status).toBe('success');
    return receipt;
  }

  const isSpent = (nonce: Hex) =>
    anvil.readContract({
      ...usdc,
      functionName: 'authorizationState',
      args: [payer.address, nonce],
    });

  it('describes itself as USDC does', async () => {
    const token = { address: USDC_ADDRESS, abi: erc20Abi };
    expect(await anvil.readContract({ ...token, functionName: 'name' })).toBe('USDC');
    expect(await anvil.readContract({ ...token, functionName: 'symbol' })).toBe('USDC');
    expect(await anvil.readContract({ ...token, functionName: 'decimals' })).toBe(6);
    const eip712 = await anvil.readContract({
      address: USDC_ADDRESS,
      abi: parseAbi(['function version() view returns (string)']),
      functionName: 'version',
    });
    expect(eip712).toBe('2');
  });

  it('moves exactly the authorized amount when a third account presents it', async () => {
    const to = newAccount().address;
    const before = await chain.usdcBalance(payer.address);
    const message = authorization(payer.address, to);
    const { request } = await transfer(message, await sign(payer, message));
    const { logs } = await mined(await anvil.writeContract(request));

    expect(await chain.usdcBalance(to)).toBe(250_000n);
    expect(await chain.usdcBalance(payer.address)).toBe(before - 250_000n);
    expect(await isSpent(message.nonce)).toBe(true);
    expect(await anvil.getBalance({ address: payer.address })).toBe(0n);
    const abi = [...erc20Abi, ...authorizedAbi];
    expect(
      parseEventLogs({ abi, logs }).map(({ eventName, args }) => ({ eventName, args })),
    ).toEqual([
      {
        eventName: 'AuthorizationUsed',
        args: { authorizer: payer.address, nonce: message.nonce },
      },
      { eventName: 'Transfer', args: { from: payer.address, to, value: 250_000n } },
    ]);
  });

  it('takes the signature split into v, r and s as well', async () => {
    const to = newAccount().address;
    const message = authorization(payer.address, to);
    const { request } = await anvil.simulateContract({
      address: USDC_ADDRESS,
      abi: splitSignatureAbi,
      account: relayer,
      functionName: 'transferWithAuthorization',
      args: [...ordered(message), ...split(await sign(payer, message))],
    });
    await mined(await anvil.writeContract(request));
    expect(await chain.usdcBalance(to)).toBe(250_000n);
  });

  it('refuses an authorization the second time', async () => {
    const message = authorization(payer.address, payee);
    const signature = await sign(payer, message);
    const { request } = await transfer(message, signature);
    await mined(await anvil.writeContract(request));
    await expect(transfer(message, signature)).rejects.toThrow(
      'FiatTokenV2: authorization is used or canceled',
    );
  });

  it.each([
    ['expired', { validBefore: 1n }, 'FiatTokenV2: authorization is expired'],
    ['too early', { validAfter: FAR_FUTURE }, 'FiatTokenV2: authorization is not yet valid'],
    ['too large', { value: 10n ** 15n }, 'ERC20: transfer amount exceeds balance'],
  ])('refuses an authorization that is %s', async (_, changes, reason) => {
    const message = authorization(payer.address, payee, changes);
    await expect(transfer(message, await sign(payer, message))).rejects.toThrow(reason);
  });

  it('refuses what the payer did not sign', async () => {
    const message = authorization(payer.address, payee);
    const forged = await sign(newAccount(), message);
    await expect(transfer(message, forged)).rejects.toThrow('FiatTokenV2: invalid signature');
    const genuine = await sign(payer, message);
    await expect(transfer({ ...message, value: 250_001n }, genuine)).rejects.toThrow(
      'FiatTokenV2: invalid signature',
    );
    await expect(transfer(message, '0x1234')).rejects.toThrow(
      'ECRecover: invalid signature length',
    );
  });

  it('lets only the payee use an authorization to receive', async () => {
    const receiver = newAccount();
    const message = authorization(payer.address, receiver.address);
    const signature = await sign(payer, message, 'ReceiveWithAuthorization');
    const receive = (account: PrivateKeyAccount) =>
      anvil.simulateContract({
        ...usdc,
        account,
        functionName: 'receiveWithAuthorization',
        args: [...ordered(message), signature],
      });
    await expect(receive(relayer)).rejects.toThrow('FiatTokenV2: caller must be the payee');
    await chain.fund(receiver.address, 0n);
    await mined(await anvil.writeContract((await receive(receiver)).request));
    expect(await chain.usdcBalance(receiver.address)).toBe(250_000n);
  });

  it('refuses an authorization that its signer cancelled', async () => {
    const message = authorization(payer.address, payee);
    const { request } = await anvil.simulateContract({
      ...usdc,
      account: relayer,
      functionName: 'cancelAuthorization',
      args: [payer.address, message.nonce, await signCancellation(payer, message.nonce)],
    });
    const { logs } = await mined(await anvil.writeContract(request));
    expect(parseEventLogs({ abi: authorizedAbi, logs })).toMatchObject([
      { eventName: 'AuthorizationCanceled', args: { nonce: message.nonce } },
    ]);
    await expect(transfer(message, await sign(payer, message))).rejects.toThrow(
      'FiatTokenV2: authorization is used or canceled',
    );
  });

  it('lets only its signer cancel an authorization', async () => {
    const nonce = newNonce();
    const cancellation = anvil.simulateContract({
      ...usdc,
      account: relayer,
      functionName: 'cancelAuthorization',
      args: [payer.address, nonce, await signCancellation(newAccount(), nonce)],
    });
    await expect(cancellation).rejects.toThrow('FiatTokenV2: invalid signature');
  });

  it('approves a spender by signature, once, and no more than was signed', async () => {
    const terms = {
      spender: relayer.address,
      value: 400_000n,
      nonce: await anvil.readContract({ ...usdc, functionName: 'nonces', args: [payer.address] }),
      deadline: FAR_FUTURE,
    };
    const signature = split(await signPermit(payer, terms));
    const permit = (deadline: bigint) =>
      anvil.simulateContract({
        ...usdc,
        account: relayer,
        functionName: 'permit',
        args: [payer.address, terms.spender, terms.value, deadline, ...signature],
      });
    await expect(permit(1n)).rejects.toThrow('FiatTokenV2: permit is expired');
    await mined(await anvil.writeContract((await permit(FAR_FUTURE)).request));
    await expect(permit(FAR_FUTURE)).rejects.toThrow('EIP2612: invalid signature');

    const spend = (value: bigint) =>
      anvil.simulateContract({
        address: USDC_ADDRESS,
        abi: erc20Abi,
        account: relayer,
        functionName: 'transferFrom',
        args: [payer.address, payee, value],
      });
    await expect(spend(400_001n)).rejects.toThrow('ERC20: transfer amount exceeds allowance');
    await mined(await anvil.writeContract((await spend(400_000n)).request));
    await expect(spend(1n)).rejects.toThrow('ERC20: transfer amount exceeds allowance');
  });

  it('asks a smart wallet whether it signed', async () => {
    // Returns the ERC-1271 magic value for every question; the other answers with nothing.
    const agreeing = `0x7f1626ba7e${'00'.repeat(28)}60005260206000f3` as const;
    const silent = '0x00';
    const wallet = newAccount().address;
    await chain.fund(wallet, ONE_USDC);
    const message = authorization(wallet, payee);
    await anvil.setCode({ address: wallet, bytecode: silent });
    await expect(transfer(message, '0x01')).rejects.toThrow('FiatTokenV2: invalid signature');
    await anvil.setCode({ address: wallet, bytecode: agreeing });
    await expect(transfer(message, '0x01')).resolves.toBeDefined();
  });
});

describe('Multicall3 on the local chain', () => {
  it('answers several questions in one call and says which one failed', async () => {
    const chain = await startChain();
    try {
      const token = { address: USDC_ADDRESS, abi: erc20Abi } as const;
      const anvil = connectAnvil(chain.rpcUrl);
      const answers = await anvil.multicall({
        contracts: [
          { ...token, functionName: 'symbol' },
          { ...token, functionName: 'transfer', args: [newAccount().address, 1n] },
        ],
      });
      expect(answers[0]).toEqual({ status: 'success', result: 'USDC' });
      expect(answers[1]).toMatchObject({ status: 'failure' });
    } finally {
      await chain.stop();
    }
  });
});
