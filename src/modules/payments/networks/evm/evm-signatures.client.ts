import { LRUCache } from 'lru-cache';
import {
  type Address,
  hashTypedData,
  type Hex,
  isAddressEqual,
  type PublicClient,
  recoverAddress,
  type TypedData,
  type TypedDataParameter,
} from 'viem';
import { readWalletSignature, walletJudge } from '../../../../common/evm/index.js';
import type { SignatureStanding, Statement } from '../payment-network.js';
import type { SignedAuthorization } from './authorization.js';
import type { EvmClient } from './evm-network.js';
import { authorizationDigest, isSignedByKey } from './key-signature.js';
import type { EvmToken } from './evm-token.js';
import { permitDigest, type SignedPermit } from './permit.js';

/**
 * Checks EIP-712 signatures. The key of the address is tried first, so that only smart wallets
 * (ERC-1271, ERC-6492) cost a request. The key of an account that delegates (EIP-7702) is still its own.
 * @param walletFactories those that may make a wallet for a question
 */
export function evmSignatures(
  { chainId, address: verifyingContract, name, version }: EvmToken,
  client: PublicClient,
  walletFactories: readonly string[],
): Pick<
  EvmClient,
  'checkSignature' | 'isSigned' | 'checkPermit' | 'isPermitSigned' | 'isSignedBy'
> {
  const standing = standings(contractLookup(client));
  const digest = authorizationDigest({ name, version, chainId, verifyingContract });
  const judge = walletJudge(client, walletFactories);
  const claimOf = ({ message, signature }: SignedAuthorization): SignedClaim => {
    return { address: message.from, digest: digest(message), signature };
  };
  const permitClaim = ({ permit, signature }: SignedPermit): SignedClaim => {
    return { address: permit.from, digest: permitDigest(chainId, permit), signature };
  };
  const isSigned = async (claim: SignedClaim) => isOfPayer(claim) || judge(claim);
  return {
    checkSignature: (signed) => standing(claimOf(signed), walletFactories),
    isSigned: (signed) => isSigned(claimOf(signed)),
    // Permit2 asks a wallet that is there: nobody makes one for it.
    checkPermit: (signed) => standing(permitClaim(signed), []),
    isPermitSigned: (signed) => isSigned(permitClaim(signed)),
    isSignedBy: async (text, statement, signature) => {
      const address = text as Address;
      const claim = { address, digest: statementDigest(chainId, statement), signature };
      return (await isOfKey(claim)) || judge(claim);
    },
  };
}

/** Who is said to have signed what. */
interface SignedClaim {
  readonly address: Address;
  readonly digest: Hex;
  readonly signature: Hex;
}

/** In the form that tokens take from ordinary wallets. */
function isOfPayer({ address, digest, signature }: SignedClaim): boolean {
  return isSignedByKey(address, digest, signature);
}

/** Judges signatures, asking only whether there is a contract where no key signed. */
function standings(isContract: (address: Address) => Promise<boolean>) {
  return async (claim: SignedClaim, factories: readonly string[]): Promise<SignatureStanding> => {
    if (isOfPayer(claim)) return 'signed';
    const read = readWalletSignature(claim.signature, factories);
    if (read === 'factory_not_allowed') return 'undeployable';
    if (read === 'malformed') return 'forged';
    const mayBeContract = read.deployment !== undefined || (await isContract(claim.address));
    return mayBeContract ? 'unproven' : 'forged';
  };
}

/** What a payer signs for this server on a chain. */
function statementDigest(chainId: number, { name: primaryType, values }: Statement): Hex {
  const domain = { name: 'Coinslot', version: '1', chainId };
  const types = { [primaryType]: fieldsOf(values) } as TypedData;
  return hashTypedData({ domain, types, primaryType, message: values });
}

function fieldsOf(values: Statement['values']): readonly TypedDataParameter[] {
  return Object.entries(values).map(([name, value]) => {
    return { name, type: typeof value === 'bigint' ? 'uint256' : 'string' };
  });
}

interface KeyClaim {
  readonly address: Address;
  readonly digest: Hex;
  readonly signature: string;
}

/** In any form that wallets write keys' signatures in: no contract has to take it. */
async function isOfKey({ address, digest: hash, signature }: KeyClaim): Promise<boolean> {
  try {
    return isAddressEqual(await recoverAddress({ hash, signature: signature as Hex }), address);
  } catch {
    return false;
  }
}

/** How many addresses are remembered, and for how long: code seldom goes, and comes with the next block. */
const KNOWN_ADDRESSES = { max: 10_000, ttl: 60_000 };
const WITHOUT_CODE = { ttl: 1_000 };

/** Whether there is code at an address; strangers name addresses, so each is asked for but once at a time. */
function contractLookup(client: PublicClient): (address: Address) => Promise<boolean> {
  const known = new LRUCache<Address, Promise<boolean>>(KNOWN_ADDRESSES);
  return (address) => {
    const told = known.get(address);
    if (told !== undefined) return told;
    const asked = client.getCode({ address }).then((code) => {
      const isContract = code !== undefined && code !== '0x';
      if (!isContract) known.set(address, asked, WITHOUT_CODE);
      return isContract;
    });
    known.set(address, asked);
    asked.catch(() => known.delete(address));
    return asked;
  };
}
