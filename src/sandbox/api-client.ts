import { createSiweMessage } from 'viem/siwe';
import { privateKeyToAccount } from 'viem/accounts';

/** What `POST /auth/nonce` answers. */
interface Nonce {
  readonly nonce: string;
  readonly domain: string;
  readonly uri: string;
  readonly chainIds: readonly [number, ...number[]];
}

/** Calls the JSON API as one user; everything but a 2xx is an error that quotes the problem. */
export class ApiClient {
  constructor(
    private readonly origin: string,
    private readonly token?: string,
  ) {}

  /** Signs in with a wallet (EIP-4361); the first time makes the account. */
  static async signIn(origin: string, privateKey: `0x${string}`): Promise<ApiClient> {
    const { message, signature } = await signSignIn(origin, privateKey);
    const session = await new ApiClient(origin).send<{ accessToken: string }>(
      'POST',
      '/auth/verify',
      { message, signature },
    );
    return new ApiClient(origin, session.accessToken);
  }

  async send<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await this.ask(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** The answer as it came, whatever its status. */
  ask(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.origin}/api/v1${path}`, {
      method,
      headers: {
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
}

/** A message that signs a wallet in, once within ten minutes, with the parts that its signer chose. */
export async function signSignIn(origin: string, privateKey: `0x${string}`) {
  const account = privateKeyToAccount(privateKey);
  const { nonce, domain, uri, chainIds } = await new ApiClient(origin).send<Nonce>(
    'POST',
    '/auth/nonce',
  );
  const { address } = account;
  const issuedAt = new Date();
  const [chainId] = chainIds;
  const message = createSiweMessage({
    address,
    chainId,
    domain,
    nonce,
    uri,
    issuedAt,
    version: '1',
  });
  const signature = await account.signMessage({ message });
  return { message, signature, parts: { address, nonce, at: issuedAt.toISOString(), signature } };
}
