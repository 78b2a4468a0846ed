import { ExactEvmScheme } from '@x402/evm/exact/client';
import { erc20Abi, type Hex, parseAbi } from 'viem';
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { findEvmChain } from '../../../src/common/networks/index.js';
import { openEvmChain } from '../../../src/modules/payments/index.js';
import { connectChain } from '../../../src/sandbox/chain/index.js';
import { connectAnvil, NETWORK, USDC_ADDRESS } from '../../../src/sandbox/chain/network.js';
import { testServers } from '../../setup/servers.js';
import {
  describeNetworkFamily,
  type FamilyWallet,
  type Payment,
} from '../../../src/modules/payments/networks/contract/describe-network-family.js';

const abi = parseAbi([
  'function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature)',
  'function cancelAuthorization(address authorizer, bytes32 nonce, bytes signature)',
]);

interface Eip3009 {
  readonly signature: Hex;
  readonly authorization: Record<'value' | 'validAfter' | 'validBefore', string> &
    Record<'from' | 'to' | 'nonce', Hex>;
}

const signedOf = ({ payload }: Payment) => payload as unknown as Eip3009;

describeNetworkFamily('eip155, on a real chain', async () => {
  const { rpcUrl } = testServers().chain;
  const row = findEvmChain(NETWORK);
  if (row === undefined) throw new Error(`${NETWORK} is not known`);
  const chain = connectChain(rpcUrl);
  const anvil = connectAnvil(rpcUrl);
  const keys = new Map<string, PrivateKeyAccount>();
  const sender = privateKeyToAccount(generatePrivateKey());
  await chain.fund(sender.address, 0n);

  const mine = async (hash: Hex) => {
    const { status } = await anvil.waitForTransactionReceipt({ hash });
    if (status !== 'success') throw new Error(`${hash} was reverted`);
    return hash;
  };
  const keyOf = (address: string) => {
    const key = keys.get(address);
    if (key === undefined) throw new Error(`nobody has the key of ${address}`);
    return key;
  };
  const newWallet = async (): Promise<FamilyWallet> => {
    const wallet = privateKeyToAccount(generatePrivateKey());
    keys.set(wallet.address, wallet);
    await chain.fund(wallet.address, 0n);
    return {
      address: wallet.address,
      pay: async (asked, { validBefore } = {}) => {
        const seconds = validBefore && (validBefore.getTime() - Date.now()) / 1000;
        const maxTimeoutSeconds = Math.floor(seconds ?? asked.maxTimeoutSeconds);
        const scheme = new ExactEvmScheme(wallet);
        return (await scheme.createPaymentPayload(2, { ...asked, maxTimeoutSeconds })).payload;
      },
      say: ({ name: primaryType, values }) =>
        wallet.signTypedData({
          domain: { name: 'Coinslot', version: '1', chainId: row.chainId },
          types: {
            [primaryType]: [
              { name: 'text', type: 'string' },
              { name: 'at', type: 'uint256' },
            ],
          },
          primaryType,
          message: values,
        }),
    };
  };
  return {
    network: openEvmChain(row, rpcUrl),
    unreachable: openEvmChain(row, 'http://127.0.0.1:1'),
    noAddress: `M${'AB'.repeat(32)}`,
    noTransaction: `0x${'ab'.repeat(32)}`,
    newWallet,
    fund: (address, _asset, amount) => chain.fund(address as Hex, amount),
    settle: async (payment) => {
      const { signature, authorization } = signedOf(payment);
      const { from, to, value, validAfter, validBefore, nonce } = authorization;
      const numbers = [BigInt(value), BigInt(validAfter), BigInt(validBefore)] as const;
      const call = {
        address: USDC_ADDRESS,
        abi,
        functionName: 'transferWithAuthorization',
      } as const;
      const args = [from, to, ...numbers, nonce, signature] as const;
      return mine(await anvil.writeContract({ ...call, account: sender, args }));
    },
    transfer: async (from, to, asset, amount) => {
      const call = { address: asset as Hex, abi: erc20Abi, functionName: 'transfer' } as const;
      const args = [to as Hex, amount] as const;
      return mine(await anvil.writeContract({ ...call, account: keyOf(from.address), args }));
    },
    cancel: async (from, payment) => {
      const { nonce } = signedOf(payment).authorization;
      const authorizer = from.address as Hex;
      const { name, version } = row.assets[0].domain;
      const signature = await keyOf(from.address).signTypedData({
        domain: { name, version, chainId: row.chainId, verifyingContract: USDC_ADDRESS },
        types: {
          CancelAuthorization: [
            { name: 'authorizer', type: 'address' },
            { name: 'nonce', type: 'bytes32' },
          ],
        },
        primaryType: 'CancelAuthorization',
        message: { authorizer, nonce },
      });
      const call = { address: USDC_ADDRESS, abi, functionName: 'cancelAuthorization' } as const;
      const args = [authorizer, nonce, signature] as const;
      await mine(await anvil.writeContract({ ...call, account: sender, args }));
    },
    stop: async () => undefined,
  };
});
