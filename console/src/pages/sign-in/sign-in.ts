import { getAddress, toHex } from 'viem';
import { createSiweMessage } from 'viem/siwe';
import { client, type Schema } from '../../api/index.ts';
import type { Eip1193 } from '../../wallet/wallets.ts';

/** What a link of a sandbox brings: a message that its wallet has signed, in parts. */
export interface SignedParts {
  readonly address: string;
  readonly nonce: string;
  readonly issuedAt: string;
  readonly signature: string;
}

type Challenge = Pick<Schema<'SignInChallengeDto'>, 'domain' | 'uri' | 'chainIds' | 'nonce'>;

/** Signs in with a wallet: it signs the message that the server asks for, and nothing is paid. */
export async function signInWith(wallet: Eip1193): Promise<void> {
  const [account] = (await wallet.request({ method: 'eth_requestAccounts' })) as readonly string[];
  if (account === undefined) throw new Error('The wallet gives no account.');
  const challenge = await askChallenge();
  const message = messageOf(challenge, account, new Date());
  const signature = await wallet.request({
    method: 'personal_sign',
    params: [toHex(message), getAddress(account)],
  });
  await prove(message, String(signature));
}

/** Signs in with what the sandbox's own wallet has signed. */
export async function signInWithParts(parts: SignedParts): Promise<void> {
  const challenge = { ...(await askChallenge()), nonce: parts.nonce };
  await prove(messageOf(challenge, parts.address, new Date(parts.issuedAt)), parts.signature);
}

/** The message is made of what the server says of itself, and not of what the address bar says. */
function messageOf(
  { domain, uri, chainIds, nonce }: Challenge,
  account: string,
  issuedAt: Date,
): string {
  const chainId = chainIds[0] ?? 1;
  return createSiweMessage({
    domain,
    uri,
    chainId,
    nonce,
    address: getAddress(account),
    version: '1',
    issuedAt,
  });
}

async function askChallenge(): Promise<Challenge> {
  const { data } = await client.POST('/api/v1/auth/nonce');
  if (data === undefined) throw new Error('The server gave no nonce.');
  return data;
}

async function prove(message: string, signature: string): Promise<void> {
  await client.POST('/api/v1/auth/browser/sign-in', { body: { message, signature } });
}
