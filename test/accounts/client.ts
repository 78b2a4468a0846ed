import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { createSiweMessage } from 'viem/siwe';
import type { AccountsServer } from './accounts-server.js';

/** An answer with its body read; `body` is an empty object where there is none. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Problem {
  readonly code: string;
  readonly detail?: string;
  readonly reason?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

export interface Tokens {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken: string;
}

export interface Profile {
  readonly id: string;
  readonly username: string | null;
  readonly displayName: string | null;
  readonly walletAddress: string | null;
}

interface RequestOptions {
  readonly body?: unknown;
  /** A bearer token. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request as any HTTP client would. */
export async function call<Body = Problem>(
  server: AccountsServer,
  route: string,
  { body, token, headers }: RequestOptions = {},
): Promise<Answer<Body>> {
  const [method, path] = route.split(' ');
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? {} : JSON.parse(text)) as Body,
  };
}

type Fields = Parameters<typeof createSiweMessage>[0];

export function newWallet(): PrivateKeyAccount {
  return privateKeyToAccount(generatePrivateKey());
}

/** Asks for a nonce and signs the message for it; `fields` replace what the server asked for. */
export async function signedMessage(
  server: AccountsServer,
  wallet: Pick<PrivateKeyAccount, 'address' | 'signMessage'>,
  fields: Partial<Fields> = {},
) {
  const { body } = await call<{ nonce: string; domain: string; uri: string; chainIds: number[] }>(
    server,
    'POST /auth/nonce',
  );
  const message = createSiweMessage({
    address: wallet.address,
    chainId: body.chainIds[0] ?? 0,
    domain: body.domain,
    uri: body.uri,
    nonce: body.nonce,
    version: '1',
    issuedAt: server.clock.now(),
    ...fields,
  });
  return { message, signature: await wallet.signMessage({ message }) };
}

/** Signs in with a wallet, a new one when none is given. */
export async function signIn(server: AccountsServer, wallet = newWallet()) {
  const { status, body } = await call<Tokens & { user: Profile }>(server, 'POST /auth/verify', {
    body: await signedMessage(server, wallet),
  });
  if (status !== 200) throw new Error(`sign-in failed: ${JSON.stringify(body)}`);
  return { ...body, wallet };
}
