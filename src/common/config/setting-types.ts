import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { Secret } from '../crypto/secret.js';
import { type Allowance, parseAllowance } from '../egress/allowance.js';
import { parseUsdc } from '../money/usdc.js';

/** An http or https origin without a path. */
export const origin = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .refine(
    (value) => new URL(value).origin === value,
    'must be an origin: scheme, host and port without a path or a trailing slash',
  );

/** An http or https URL. */
export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** A PostgreSQL connection URL. */
export const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be a postgres:// URL',
});

/** A whole number within bounds, both included. */
export const wholeNumber = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int(error).min(min, error).max(max, error);
};

/** A secret of at least `minimum` characters; its value appears in no error message. */
export function secret(minimum: number) {
  return z
    .string()
    .min(minimum, `must have at least ${minimum} characters`)
    .transform((value) => new Secret(value));
}

/** The private key of an EVM wallet. */
export const privateKey = secret(66).refine(
  (key) => /^0x[0-9a-fA-F]{64}$/.test(key.reveal()),
  'must be 0x and 64 hex digits',
);

/** Decimal USDC, as atomic units. */
export const usdc = z.string().transform((text, context): bigint => {
  const amount = parseUsdc(text);
  if (amount !== undefined) return amount;
  context.addIssue({ code: 'custom', message: 'must be an amount of USDC such as 0.02' });
  return z.NEVER;
});

/** Comma-separated text, empty when unset. */
export const textList = z.string().default('').transform(splitList);

/** `true`, `false`, a number of proxies, or CIDR entries, as Fastify's `trustProxy` takes them. */
export const trustedProxies = z
  .string()
  .default('false')
  .transform((text, context): boolean | number | string[] => {
    const value = text.trim();
    if (value === 'true' || value === 'false') return value === 'true';
    if (/^[1-9]\d?$/.test(value)) return Number(value);
    const entries = splitList(value);
    if (entries.length > 0 && entries.every(isNetwork)) return entries;
    context.addIssue({ code: 'custom', message: 'must be true, false, a number or CIDR entries' });
    return z.NEVER;
  });

/** `host:port` and CIDR entries. */
export const egressAllowance = z
  .string()
  .default('')
  .transform((text, context): Allowance => {
    const allowance = parseAllowance(splitList(text));
    if (allowance !== undefined) return allowance;
    context.addIssue({ code: 'custom', message: 'must be `host:port` or CIDR entries' });
    return z.NEVER;
  });

/** `id:base64` pairs of 32-byte keys; the ids become the map's keys. */
export const keyring = z.string().transform((text, context): ReadonlyMap<string, Buffer> => {
  const keys = new Map<string, Buffer>();
  for (const entry of splitList(text)) {
    const [id = '', encoded = ''] = entry.split(/:(.*)/s);
    const key = Buffer.from(encoded, 'base64');
    if (!/^[\w-]{1,32}$/.test(id) || key.length !== 32 || keys.has(id)) {
      context.addIssue({
        code: 'custom',
        message: 'must be distinct `id:key` pairs, each key 32 bytes in base64',
      });
      return z.NEVER;
    }
    keys.set(id, key);
  }
  if (keys.size === 0) context.addIssue({ code: 'custom', message: 'must hold at least one key' });
  return keys;
});

/** CAIP-2 ids of EVM networks (`eip155:<chain id>`), at least one, each once. */
export const evmNetworkIds = z
  .string()
  .transform(splitList)
  .pipe(
    z
      .array(
        z.templateLiteral(['eip155:', z.int()], {
          error: 'must be CAIP-2 ids such as eip155:8453',
        }),
      )
      .min(1, 'must name at least one network')
      .refine((ids) => new Set(ids).size === ids.length, 'must name each network once'),
  );

/** `network=url` pairs; the networks become the map's keys. */
export const rpcUrls = z.string().transform((text, context): ReadonlyMap<string, string> => {
  const urls = new Map<string, string>();
  for (const entry of splitList(text)) {
    const [network = '', url = ''] = entry.split(/=(.*)/s);
    if (!network.includes(':') || !URL.canParse(url)) {
      context.addIssue({ code: 'custom', message: 'must be `network=url` pairs' });
      return z.NEVER;
    }
    urls.set(network, url);
  }
  return urls;
});

/** One facilitator: its URL, and the only network it is asked about, where it is not all. */
export interface FacilitatorEntry {
  readonly network: string | undefined;
  readonly url: string;
}

/** `url` or `network=url` entries, in the order they are tried. */
export const facilitatorList = z
  .string()
  .default('')
  .transform((text, context): readonly FacilitatorEntry[] =>
    splitList(text).map((entry) => {
      const [, network, url = ''] = /^(?:([a-z0-9-]+:[a-zA-Z0-9-]+)=)?(.*)$/.exec(entry) ?? [];
      if (!isHttpUrl(url)) {
        const message = 'must be http or https URLs, or `network=url` pairs';
        context.addIssue({ code: 'custom', message });
      }
      return { network, url };
    }),
  );

/** Tokens of facilitators. */
export interface FacilitatorTokens {
  readonly forAll: Secret | undefined;
  readonly byOrigin: ReadonlyMap<string, Secret>;
}

/** One token, or `origin=token` pairs, so that no token is sent where it does not belong. */
export const facilitatorTokens = z
  .string()
  .default('')
  .transform((text): FacilitatorTokens => {
    const byOrigin = new Map<string, Secret>();
    for (const entry of splitList(text)) {
      const [origin = '', token = ''] = entry.split(/=(.*)/s);
      if (isHttpUrl(origin)) byOrigin.set(new URL(origin).origin, new Secret(token));
    }
    const isOne = byOrigin.size === 0 && text !== '';
    return { forAll: isOne ? new Secret(text) : undefined, byOrigin };
  });

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isNetwork(entry: string): boolean {
  return isIP(entry) > 0 || ipaddr.isValidCIDR(entry);
}
