import { x402UptoPermit2ProxyABI } from '@x402/evm';
import { type Address, erc20Abi, type Hex, maxUint256, parseAbi } from 'viem';
import { PERMIT2_ADDRESS, UPTO_PROXY_ADDRESS } from '../../../../common/networks/index.js';
import { caip2, type EvmChain, findEvmAsset } from '../../../../common/networks/index.js';
import { type LocalChain, startChain } from '../../../../sandbox/chain/index.js';
import { connectAnvil } from '../../../../sandbox/chain/network.js';
import type { NetworkFamily } from '../network-family.js';
import type { PaymentNetwork } from '../payment-network.js';
import type { MeteredGround } from './describe-metered-payments.js';
import type { FamilyWallet } from './describe-network-family.js';
import { type EvmWallet, evmWallet, permitOf, signCancellation, signedOf } from './evm-wallet.js';

/** EIP-3009, in the form that takes the signature as bytes. */
const eip3009 = parseAbi([
  'function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature)',
  'function cancelAuthorization(address authorizer, bytes32 nonce, bytes signature)',
]);

/** Nobody listens there. */
const NO_NODE = 'http://127.0.0.1:1';

const permit2 = parseAbi(['function invalidateUnorderedNonces(uint256 word, uint256 mask)']);

type Players = Pick<
  MeteredGround,
  'newWallet' | 'fund' | 'settle' | 'settleFor' | 'transfer' | 'cancel' | 'facilitator'
>;

/**
 * The ground of an EVM chain for `describeNetworkFamily` and `describeMeteredPayments`: a local chain with the row's chain id, and for
 * each of its assets a test token with EIP-3009, at its address, with its symbol and EIP-712 domain. What
 * the real tokens say of themselves is not looked at. The chain needs `anvil`: on Linux x64 it comes with
 * Coinslot as an optional dependency, elsewhere it is Foundry's on the PATH.
 * @param family opens the row
 */
export function evmGround(row: EvmChain, family: NetworkFamily): () => Promise<MeteredGround> {
  return async () => {
    const unreachable = open(row, family, NO_NODE);
    const chain = await startChain({ looksLike: row, blockSeconds: 1 });
    return {
      network: open(row, family, chain.rpcUrl),
      unreachable,
      noAddress: `M${'AB'.repeat(32)}`,
      noTransaction: `0x${'ab'.repeat(32)}`,
      ...(await playersOn(chain, row)),
      stop: () => chain.stop(),
    };
  };
}

function open(row: EvmChain, family: NetworkFamily, rpcUrl: string): PaymentNetwork {
  const id = caip2(row.chainId);
  const network = family.known.includes(id) ? family.open(id, rpcUrl) : undefined;
  if (network === undefined) throw new Error(`the family does not know ${id}`);
  return network;
}

async function playersOn(chain: LocalChain, row: EvmChain): Promise<Players> {
  const { chainId } = row;
  const anvil = connectAnvil(chain.rpcUrl, chainId);
  const wallets = new Map<string, EvmWallet>();
  const { account: facilitator } = evmWallet(chainId);
  await chain.fund(facilitator.address, 0n);
  const ofHere = ({ address }: Pick<FamilyWallet, 'address'>) => {
    const wallet = wallets.get(address);
    if (wallet === undefined) throw new Error(`nobody has the key of ${address}`);
    return wallet;
  };
  const mined = async (hash: Hex) => {
    const { status } = await anvil.waitForTransactionReceipt({ hash });
    if (status !== 'success') throw new Error(`${hash} was reverted`);
    return hash;
  };
  const send = async (from: EvmWallet['account'], call: object) =>
    mined(await anvil.writeContract({ ...call, account: from } as never));
  return {
    facilitator: facilitator.address,
    newWallet: async () => {
      const wallet = evmWallet(chainId);
      wallets.set(wallet.address, wallet);
      await chain.fund(wallet.account.address, 0n);
      return wallet;
    },
    fund: (address, token, amount) =>
      chain.fund(address as Address, amount, { token: token as Address }),
    settle: async (payment) => {
      const { signature, authorization } = signedOf(payment);
      const { from, to, value, validAfter, validBefore, nonce } = authorization;
      const numbers = [BigInt(value), BigInt(validAfter), BigInt(validBefore)] as const;
      const args = [from, to, ...numbers, nonce, signature] as const;
      const call = { abi: eip3009, functionName: 'transferWithAuthorization', args } as const;
      const address = payment.accepted.asset as Address;
      return mined(await anvil.writeContract({ ...call, address, account: facilitator }));
    },
    settleFor: async (payment, amount) => {
      const { signature, permit2Authorization } = permitOf(payment);
      const { from, permitted, nonce, deadline, witness } = permit2Authorization;
      const args = [PERMIT2_ADDRESS, maxUint256] as const;
      const approval = { abi: erc20Abi, functionName: 'approve', args } as const;
      await send(ofHere({ address: from }).account, { ...approval, address: permitted.token });
      const permit = {
        permitted: { token: permitted.token, amount: BigInt(permitted.amount) },
        nonce: BigInt(nonce),
        deadline: BigInt(deadline),
      };
      const named = { ...witness, validAfter: BigInt(witness.validAfter) };
      return send(facilitator, {
        address: UPTO_PROXY_ADDRESS,
        abi: x402UptoPermit2ProxyABI,
        functionName: 'settle',
        args: [permit, amount, from, named, signature],
      });
    },
    transfer: async (from, to, asset, amount) => {
      const args = [to as Address, amount] as const;
      const call = { abi: erc20Abi, functionName: 'transfer', args } as const;
      const { account } = ofHere(from);
      return mined(await anvil.writeContract({ ...call, address: asset as Address, account }));
    },
    cancel: async (from, payment) => {
      if (payment.accepted.scheme === 'upto') {
        const permitNonce = BigInt(permitOf(payment).permit2Authorization.nonce);
        const place = [permitNonce >> 8n, 1n << (permitNonce & 255n)] as const;
        const call = { abi: permit2, functionName: 'invalidateUnorderedNonces', args: place };
        await send(ofHere(from).account, { ...call, address: PERMIT2_ADDRESS });
        return;
      }
      const { nonce } = signedOf(payment).authorization;
      const wallet = ofHere(from);
      const signature = await signCancellation(
        wallet,
        domainOf(row, payment.accepted.asset),
        nonce,
      );
      const args = [wallet.account.address, nonce, signature] as const;
      const call = { abi: eip3009, functionName: 'cancelAuthorization', args } as const;
      const address = payment.accepted.asset as Address;
      await mined(await anvil.writeContract({ ...call, address, account: facilitator }));
    },
  };
}

function domainOf(row: EvmChain, asset: string) {
  const token = findEvmAsset(row, asset);
  if (token === undefined) throw new Error(`${asset} is no token of ${row.name}`);
  return { ...token.domain, chainId: row.chainId, verifyingContract: token.address };
}
