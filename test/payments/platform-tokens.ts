import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { jwtVerify } from 'jose';

/** A key as Coinbase's developer platform gives it out: what an operator configures, and its public half. */
export interface PlatformKey {
  readonly id: string;
  readonly secret: string;
  readonly algorithm: 'EdDSA' | 'ES256';
  readonly publicKey: KeyObject;
}

export function ed25519Key(): PlatformKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' });
  const bytes = Buffer.concat([Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]);
  const id = '00000000-1111-2222-3333-444444444444';
  return { id, secret: bytes.toString('base64'), algorithm: 'EdDSA', publicKey };
}

/** As PEM with escaped line ends, as it stands in one line of an environment. */
export function ecKey(): PlatformKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const pem = privateKey.export({ format: 'pem', type: 'sec1' }).toString();
  return {
    id: 'organizations/0/apiKeys/1',
    secret: pem.replaceAll('\n', String.raw`\n`),
    algorithm: 'ES256',
    publicKey: createPublicKey(privateKey),
  };
}

/**
 * Checks requests as the platform documents it
 * (https://docs.cdp.coinbase.com/get-started/authentication/jwt-authentication): a token of the key for this
 * method, host and path alone, at most 120 seconds old, with a nonce that never came before.
 */
export class PlatformGate {
  /** Why requests were refused. */
  readonly refusals: string[] = [];
  /** What the tokens that were taken were for. */
  readonly uris: string[] = [];
  private readonly nonces = new Set<unknown>();

  constructor(private readonly key: PlatformKey) {}

  readonly admits = async (request: IncomingMessage): Promise<boolean> => {
    try {
      await this.check(request);
      return true;
    } catch (error) {
      this.refusals.push(String(error));
      return false;
    }
  };

  private async check({ headers, method, url = '' }: IncomingMessage): Promise<void> {
    const [, token = ''] = /^Bearer ([\w.-]+)$/.exec(headers.authorization ?? '') ?? [];
    const { payload, protectedHeader } = await jwtVerify(token, this.key.publicKey, {
      algorithms: [this.key.algorithm],
      issuer: 'cdp',
      audience: 'cdp_service',
      subject: this.key.id,
      typ: 'JWT',
      maxTokenAge: 120,
      requiredClaims: ['exp', 'nbf', 'iat'],
    });
    const { kid } = protectedHeader;
    const nonce = (protectedHeader as { readonly nonce?: unknown }).nonce;
    const uri = `${method} ${headers.host}${url.split('?')[0]}`;
    if (kid !== this.key.id) throw new Error(`key ${kid}`);
    if (!/^[0-9a-f]{32}$/.test(String(nonce)) || this.nonces.has(nonce)) throw new Error('nonce');
    if (JSON.stringify(payload['uris']) !== JSON.stringify([uri]))
      throw new Error(`not for ${uri}`);
    if ((payload.exp ?? 0) - (payload.iat ?? 0) > 120) throw new Error('lives too long');
    this.nonces.add(nonce);
    this.uris.push(uri);
  }
}
