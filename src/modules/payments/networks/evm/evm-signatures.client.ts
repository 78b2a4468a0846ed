import type { Address, Hex, PublicClient, TypedData } from 'viem';
import { TRANSFER_WITH_AUTHORIZATION } from './authorization.js';
import type { EvmChain } from './evm-network.js';
import type { UsdcDeployment } from './usdc.js';

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
  { chainId, address: verifyingContract, name, version }: UsdcDeployment,
  client: PublicClient,
): Pick<EvmChain, 'isSigned' | 'isSignedBy'> {
  const verify = async (claimed: Claimed) => {
    const signed = await client.verifyTypedData({ ...claimed, mode: 'eoa' });
    // A chain that cannot be reached looks like a bad signature; asking it rejects in that case.
    if (!signed) await client.getBlockNumber({ cacheTime: 0 });
    return signed;
  };
  return {
    isSigned: ({ message, signature }) =>
      verify({
        address: message.from,
        domain: { name, version, chainId, verifyingContract },
        types: TRANSFER_WITH_AUTHORIZATION,
        primaryType: 'TransferWithAuthorization',
        message,
        signature,
      }),
    isSignedBy: (address, { primaryType, fields, values }, signature) =>
      verify({
        address: address as Address,
        domain: { name: 'Coinslot', version: '1', chainId },
        types: { [primaryType]: fields } as TypedData,
        primaryType,
        message: values,
        signature,
      }),
  };
}
