import {
  type Address,
  concat,
  encodeAbiParameters,
  type Hex,
  numberToHex,
  parseAbiParameters,
  type PublicClient,
} from 'viem';
import { readWalletSignature, type WalletSignature } from './wallet-signature.js';
import judge from './WalletJudge.json' with { type: 'json' };

/** What one wallet may take, in gas: to be made, and to say whether it signed. */
export const WALLET_GAS = { deployment: 1_000_000n, answer: 500_000n } as const;

/** Both, and what asking takes. */
const QUESTION_GAS = 2_000_000n;

const PARAMETERS = parseAbiParameters('address, bytes32, bytes, address, bytes, uint256, uint256');

const NOBODY: Address = '0x0000000000000000000000000000000000000000';
/** A word of the contract's, and what it means. */
const WORD = /^0x0{63}([012])$/;
const SIGNED = '2';

/** Who is said to have signed, and what. */
export interface WalletClaim {
  readonly address: Address;
  readonly digest: Hex;
  readonly signature: string;
}

/** Says whether a contract signed; rejects only when its node does not answer as nodes do. */
export type WalletJudge = (claim: WalletClaim) => Promise<boolean>;

/**
 * Asks contracts by one bounded `eth_call` each, also those that a factory of the list makes first. Nobody
 * is asked about what is no signature, or names another factory.
 */
export function walletJudge(
  client: Pick<PublicClient, 'request'>,
  factories: readonly string[],
): WalletJudge {
  return async ({ address, digest, signature: text }) => {
    const read = readWalletSignature(text, factories);
    if (typeof read === 'string') return false;
    const data = questionAbout(address, digest, read);
    const call = { data, gas: numberToHex(QUESTION_GAS) };
    const said: unknown = await client.request({ method: 'eth_call', params: [call, 'latest'] });
    const verdict = WORD.exec(String(said))?.[1];
    if (verdict === undefined) throw new Error('the node did not run the question');
    return verdict === SIGNED;
  };
}

function questionAbout(
  address: Address,
  digest: Hex,
  { signature, deployment }: WalletSignature,
): Hex {
  const { factory, data } = deployment ?? { factory: NOBODY, data: '0x' };
  const gas = [WALLET_GAS.deployment, WALLET_GAS.answer] as const;
  const args = [address, digest, signature, factory, data, ...gas] as const;
  return concat([judge.bytecode as Hex, encodeAbiParameters(PARAMETERS, args)]);
}
