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
import type { Statement } from '../payment-network.js';
import type { EvmClient } from './evm-network.js';
import { authorizationDigest, isSignedByKey } from './key-signature.js';
import type { EvmToken } from './evm-token.js';

/**
 * Checks EIP-712 signatures. The key of the address is tried first, so that only smart wallets
 * (ERC-1271, ERC-6492) cost a request. The key of an account that delegates (EIP-7702) is still its own.
 * @param walletFactories those that may make a wallet for a question
 */
export function evmSignatures(
  { chainId, address: verifyingContract, name, version }: EvmToken,
  client: PublicClient,
  walletFactories: readonly string[],
): Pick<EvmClient, 'checkSignature' | 'isSigned' | 'isSignedBy'> {
  const isContract = contractLookup(client);
  const digest = authorizationDigest({ name, version, chainId, verifyingContract });
  const judge = walletJudge(client, walletFactories);
  return {
    checkSignature: async ({ message, signature }) => {
      if (isSignedByKey(message.from, digest(message), signature)) return 'signed';
      const read = readWalletSignature(signature, walletFactories);
      if (read === 'factory_not_allowed') return 'undeployable';
      if (read === 'malformed') return 'forged';
      const mayBeContract = read.deployment !== undefined || (await isContract(message.from));
      return mayBeContract ? 'unproven' : 'forged';
    },
    isSigned: async ({ message, signature }) => {
      const claim = { address: message.from, digest: digest(message), signature };
      return isSignedByKey(claim.address, claim.digest, signature) || judge(claim);
    },
    isSignedBy: async (text, statement, signature) => {
      const address = text as Address;
      const claim = { address, digest: statementDigest(chainId, statement), signature };
      return (await isOfKey(claim)) || judge(claim);
    },
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
