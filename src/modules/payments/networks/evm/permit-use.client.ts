import { type Address, parseAbi, type PublicClient } from 'viem';
import { PERMIT2_ADDRESS } from '../../../../common/networks/index.js';

const permit2 = parseAbi([
  'function nonceBitmap(address owner, uint256 word) view returns (uint256)',
]);

/** Where Permit2 keeps a nonce: each is one bit of a word. */
export function placeOf(nonce: bigint): { readonly word: bigint; readonly bit: bigint } {
  return { word: nonce >> 8n, bit: 1n << (nonce & 255n) };
}

/**
 * Whether a payer's nonce is used, or was taken back, as of a block. Rejects when the chain cannot be asked.
 * @param blockNumber the youngest block where it is not told
 */
export async function isPermitUsed(
  client: Pick<PublicClient, 'readContract'>,
  payer: Address,
  nonce: bigint,
  blockNumber?: bigint,
): Promise<boolean> {
  const { word, bit } = placeOf(nonce);
  const question = { abi: permit2, functionName: 'nonceBitmap', args: [payer, word] } as const;
  const at = blockNumber === undefined ? {} : { blockNumber };
  const bits = await client.readContract({ ...question, address: PERMIT2_ADDRESS, ...at });
  return (bits & bit) !== 0n;
}
