import { type Address, type Hex, isErc6492Signature, isHex, parseErc6492Signature } from 'viem';

/** No longer signature is read, with all that deploys its wallet. */
export const MAX_SIGNATURE_BYTES = 4_096;

/** A call that makes a wallet. */
export interface WalletDeployment {
  readonly factory: Address;
  readonly data: Hex;
}

/** What a contract is asked about. */
export interface WalletSignature {
  /** In the wallet's own form. */
  readonly signature: Hex;
  /** How the wallet comes to be, where its signature says that it is not there yet (ERC-6492). */
  readonly deployment: WalletDeployment | undefined;
}

/** Why no contract is asked about a signature. */
export type SignatureFault = 'malformed' | 'factory_not_allowed';

/** Whether the text is bytes in hexadecimal after 0x, and no more than a signature has. */
export function isSignatureText(text: string): text is Hex {
  if (text.length > 2 + 2 * MAX_SIGNATURE_BYTES || text.length % 2 !== 0) return false;
  return isHex(text, { strict: true });
}

/**
 * Reads the signature of a contract, deployed (ERC-1271) or to be deployed (ERC-6492), without asking
 * anybody.
 * @param factories those that may be called, in any case of letters
 */
export function readWalletSignature(
  text: string,
  factories: readonly string[],
): WalletSignature | SignatureFault {
  if (!isSignatureText(text)) return 'malformed';
  const parsed = unwrap(text);
  if (parsed === undefined) return 'malformed';
  const { signature, address, data } = parsed;
  if (address === undefined || data === undefined) return { signature, deployment: undefined };
  if (isErc6492Signature(signature)) return 'malformed';
  const factory = address.toLowerCase();
  if (!factories.some((each) => each.toLowerCase() === factory)) return 'factory_not_allowed';
  return { signature, deployment: { factory: address, data } };
}

function unwrap(text: Hex): ReturnType<typeof parseErc6492Signature> | undefined {
  try {
    return parseErc6492Signature(text);
  } catch {
    return undefined;
  }
}
