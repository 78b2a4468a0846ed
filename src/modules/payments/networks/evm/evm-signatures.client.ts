import { LRUCache } from 'lru-cache';
import type { Address, Hex, PublicClient, TypedData, TypedDataParameter } from 'viem';
import { TRANSFER_WITH_AUTHORIZATION } from './authorization.js';
import type { Statement } from '../payment-network.js';
import type { EvmClient } from './evm-network.js';
import { authorizationDigest, isSignedByKey, isUnwrappable } from './key-signature.js';
import type { EvmToken } from './evm-token.js';

/** Typed data with who is said to have signed it. */
interface Claimed {
  readonly address: Address;
  readonly domain: {
    readonly name: string;
    readonly version: string;
    readonly chainId: number;
    readonly verifyingContract?: Address;
  };
  readonly types: TypedData;
  readonly primaryType: string;
  readonly message: Readonly<Record<string, unknown>>;
  readonly signature: Hex;
}

/**
 * Checks EIP-712 signatures. The key of the address is tried first, so that only smart wallets
 * (ERC-1271, ERC-6492) cost a request.
 */
export function evmSignatures(
  { chainId, address: verifyingContract, name, version }: EvmToken,
  client: PublicClient,
): Pick<EvmClient, 'checkSignature' | 'isSigned' | 'isSignedBy'> {
  const isContract = contractLookup(client);
  const digest = authorizationDigest({ name, version, chainId, verifyingContract });
  const verify = async (claimed: Claimed) => {
    const signed = await client.verifyTypedData({ ...claimed, mode: 'eoa' });
    // A chain that cannot be reached looks like a bad signature; asking it rejects in that case.
    if (!signed) await client.getBlockNumber({ cacheTime: 0 });
    return signed;
  };
  return {
    checkSignature: async ({ message, signature }) => {
      if (isSignedByKey(message.from, digest(message), signature)) return 'signed';
      return isUnwrappable(signature) || (await isContract(message.from)) ? 'unproven' : 'forged';
    },
    isSigned: ({ message, signature }) =>
      verify({
        address: message.from,
        domain: { name, version, chainId, verifyingContract },
        types: TRANSFER_WITH_AUTHORIZATION,
        primaryType: 'TransferWithAuthorization',
        message,
        signature,
      }),
    isSignedBy: (address, { name: primaryType, values }, signature) =>
      verify({
        address: address as Address,
        domain: { name: 'Coinslot', version: '1', chainId },
        types: { [primaryType]: fieldsOf(values) } as TypedData,
        primaryType,
        message: values,
        signature: signature as Hex,
      }),
  };
}

function fieldsOf(values: Statement['values']): readonly TypedDataParameter[] {
  return Object.entries(values).map(([name, value]) => {
    return { name, type: typeof value === 'bigint' ? 'uint256' : 'string' };
  });
}

/** How many addresses are remembered, and for how long: a wallet may become a contract. */
const KNOWN_ADDRESSES = { max: 10_000, ttl: 60_000 };

/** Whether there is code at an address; strangers name addresses, so each is asked for but once. */
function contractLookup(client: PublicClient): (address: Address) => Promise<boolean> {
  const known = new LRUCache<Address, Promise<boolean>>(KNOWN_ADDRESSES);
  return (address) => {
    const told = known.get(address);
    if (told !== undefined) return told;
    const asked = client.getCode({ address }).then((code) => code !== undefined && code !== '0x');
    known.set(address, asked);
    asked.catch(() => known.delete(address));
    return asked;
  };
}
