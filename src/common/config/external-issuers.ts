import { z } from 'zod';
import { Secret } from '../crypto/secret.js';
import { httpUrl } from './setting-types.js';

/** Signatures that published keys verify. A shared secret is none of them: it cannot pass for a key. */
const PUBLIC_KEY_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;
const SCOPES = ['read', 'publish', 'admin'] as const;
const MAX_ISSUERS = 10;

/** By what tokens of an issuer are verified. */
export type IssuerKeySource =
  | { readonly kind: 'secret'; readonly secret: Secret }
  | { readonly kind: 'jwks'; readonly url: string }
  | { readonly kind: 'discovery' };

/** Somebody else whose JWTs sign users in. */
export interface ExternalIssuer {
  /** What `iss` says, sign by sign. */
  readonly issuer: string;
  /** One of them stands in `aud`. */
  readonly audiences: readonly string[];
  readonly keys: IssuerKeySource;
  /** What `alg` may say. */
  readonly algorithms: readonly string[];
  /** By how much the issuer's clock may differ. */
  readonly clockSkewSeconds: number;
  readonly scopes: readonly (typeof SCOPES)[number][];
  readonly newAccountsPerHour: number;
}

const short = z.string().min(1).max(300);
const count = (min: number, max: number) => z.number().int().min(min).max(max);

const entry = z
  .strictObject({
    issuer: httpUrl.max(300),
    audience: z.union([short, z.array(short).min(1).max(10)]),
    jwksUrl: httpUrl.max(1_000).optional(),
    secret: z.string().min(32, 'must have at least 32 characters').max(1_000).optional(),
    algorithms: z.array(z.enum(PUBLIC_KEY_ALGORITHMS)).min(1).optional(),
    clockSkewSeconds: count(0, 300).default(30),
    scopes: z
      .array(z.enum(SCOPES))
      .min(1)
      .default([...SCOPES]),
    newAccountsPerHour: count(0, 1_000_000).default(1_000),
  })
  .refine(({ secret, jwksUrl }) => secret === undefined || jwksUrl === undefined, {
    error: 'give `secret` or `jwksUrl`, not both',
  })
  .refine(({ secret, algorithms }) => secret === undefined || algorithms === undefined, {
    error: 'tokens under a `secret` are HS256: leave `algorithms` out',
  });

/** A JSON list of issuers, each once; none when unset. Secrets appear in no error message. */
export const externalIssuers = z
  .string()
  .default('')
  .transform((text, context): readonly ExternalIssuer[] => {
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    const list = text === '' ? [] : parsed(text);
    if (!Array.isArray(list) || list.length > MAX_ISSUERS) {
      return refuse(`must be a JSON list of at most ${MAX_ISSUERS} issuers`);
    }
    const read = z.array(entry).safeParse(list);
    if (!read.success) return refuse(`must be a list of issuers: ${explain(read.error)}`);
    const names = new Set(read.data.map(({ issuer }) => issuer));
    return names.size === list.length
      ? read.data.map(toIssuer)
      : refuse('must name each issuer once');
  });

function toIssuer({ audience, jwksUrl, secret, algorithms, ...rest }: z.infer<typeof entry>) {
  return {
    ...rest,
    audiences: typeof audience === 'string' ? [audience] : audience,
    keys: keySource(secret, jwksUrl),
    algorithms: secret === undefined ? (algorithms ?? PUBLIC_KEY_ALGORITHMS) : ['HS256'],
  };
}

function keySource(secret: string | undefined, url: string | undefined): IssuerKeySource {
  if (secret !== undefined) return { kind: 'secret', secret: new Secret(secret) };
  return url === undefined ? { kind: 'discovery' } : { kind: 'jwks', url };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first thing that is wrong, and where; the value itself is not shown. */
function explain({ issues: [first] }: z.ZodError): string {
  const [position, ...field] = first?.path ?? [];
  return `number ${Number(position) + 1}: ${[...field.map(String), first?.message].join(': ')}`;
}
