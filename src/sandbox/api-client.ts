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
    const account = privateKeyToAccount(privateKey);
    const anonymous = new ApiClient(origin);
    const { nonce, domain, uri, chainIds } = await anonymous.send<Nonce>('POST', '/auth/nonce');
    const message = createSiweMessage({
      address: account.address,
      chainId: chainIds[0],
      domain,
      nonce,
      uri,
      version: '1',
    });
    const signature = await account.signMessage({ message });
    const session = await anonymous.send<{ accessToken: string }>('POST', '/auth/verify', {
      message,
      signature,
    });
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
