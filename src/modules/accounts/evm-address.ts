import { type Address, getAddress, isAddress, zeroAddress } from 'viem';

/**
 * The checksummed form (EIP-55) of an address in lower case or with a right checksum. Undefined for
 * anything else: a wrong checksum is a mistyped address, and nobody holds the zero address.
 */
export function readEvmAddress(text: string): Address | undefined {
  return isAddress(text) && text !== zeroAddress ? getAddress(text) : undefined;
}
