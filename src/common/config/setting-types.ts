import { isIP } from 'node:net';
import { isAbsolute } from 'node:path';
import ipaddr from 'ipaddr.js';
import { getAddress, isAddress } from 'viem';
import { z } from 'zod';
import { Secret } from '../crypto/secret.js';
import { type Allowance, parseAllowance } from '../egress/allowance.js';
import { parseUsdc } from '../money/usdc.js';

/** An http or https origin without a path. */
export const origin = z
  .string()
  .refine(
    (value) => isHttpUrl(value) && new URL(value).origin === value,
    'must be an http or https origin: scheme, host and port without a path or a trailing slash',
  );

/** An http or https URL. */
export const httpUrl = z.string().refine(isHttpUrl, 'must be an http or https URL');

/** A PostgreSQL connection URL. */
export const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be a postgres:// URL',
});

/** A Redis connection URL; `rediss` is over TLS. */
export const redisUrl = z.url({
  protocol: /^rediss?$/,
  error: 'must be a redis:// or rediss:// URL',
});

/** A whole number within bounds, both included, in plain digits: `1e3`, `0x10` and ` 80` are none. */
export const wholeNumber = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}, in digits only`;
  return z
    .string()
    .regex(/^(0|[1-9]\d{0,14})$/, error)
    .transform(Number)
    .refine((value) => value >= min && value <= max, error);
};

/** Text without blanks: a host name, an address, an id. */
export const word = z.string().regex(/^\S+$/, 'must not be empty or hold blanks');

/** The absolute path of a directory. */
export const absolutePath = z.string().refine(isAbsolute, 'must be an absolute path');

/** A secret of at least `minimum` characters; its value appears in no error message. */
export function secret(minimum: number) {
  return z
    .string()
    .min(minimum, `must have at least ${minimum} characters`)
    .transform((value) => new Secret(value));
}

/** Decimal USDC, as atomic units. */
export const usdc = z.string().transform((text, context): bigint => {
  const amount = parseUsdc(text);
  if (amount !== undefined) return amount;
  context.addIssue({ code: 'custom', message: 'must be an amount of USDC such as 0.02' });
  return z.NEVER;
});

/** Browser origins, or `*` for all; empty when unset. */
export const originList = z
  .string()
  .default('')
  .transform((text, context): string[] => {
    const entries = splitList(text);
    if (entries?.every(isBrowserOrigin) && isEachOnce(entries)) return entries;
    return refuse(context, 'must be distinct origins such as https://app.example.com, or *');
  });

/** `true`, `false`, a number of proxies, or CIDR entries, as Fastify's `trustProxy` takes them. */
export const trustedProxies = z
  .string()
  .default('false')
  .transform((text, context): boolean | number | string[] => {
    const value = text.trim();
    if (value === 'true' || value === 'false') return value === 'true';
    if (/^[1-9]\d?$/.test(value)) return Number(value);
    const entries = splitList(value);
    if (entries && entries.length > 0 && entries.every(isNetwork)) return entries;
    return refuse(context, 'must be true, false, a number or CIDR entries');
  });

/** `host:port` and CIDR entries. */
export const egressAllowance = z
  .string()
  .default('')
  .transform((text, context): Allowance => {
    const entries = splitList(text);
    const allowance = entries && parseAllowance(entries);
    return allowance ?? refuse(context, 'must be `host:port` or CIDR entries');
  });

/** `id:base64` pairs of 32-byte keys; the ids become the map's keys. */
export const keyring = z.string().transform((text, context): ReadonlyMap<string, Buffer> => {
  const keys = new Map<string, Buffer>();
  for (const entry of splitList(text) ?? ['']) {
    const [id = '', encoded = ''] = entry.split(/:(.*)/s);
    const key = Buffer.from(encoded, 'base64');
    const isWhole = key.length === 32 && key.toString('base64') === encoded;
    if (!/^[\w-]{1,32}$/.test(id) || !isWhole || keys.has(id)) {
      return refuse(context, 'must be distinct `id:key` pairs, each key 32 bytes in base64');
    }
    keys.set(id, key);
  }
  return keys;
});

/** CAIP-2 ids of networks, at least one, each once; which of them are known is their families' to say. */
export const networkIds = z.string().transform((text, context): NetworkId[] => {
  const ids = splitList(text) ?? [];
  if (ids.length > 0 && ids.every(isNetworkId) && isEachOnce(ids)) return ids;
  return refuse(context, 'must be distinct CAIP-2 ids such as eip155:8453');
});

/** `network=url` pairs; the networks become the map's keys. */
export const rpcUrls = z.string().transform((text, context): ReadonlyMap<string, string> => {
  const urls = new Map<string, string>();
  for (const entry of splitList(text) ?? ['']) {
    const [network = '', url = ''] = entry.split(/=(.*)/s);
    if (!isNetworkId(network) || !isHttpUrl(url) || urls.has(network)) {
      return refuse(context, 'must be `network=url` pairs, each network once');
    }
    urls.set(network, url);
  }
  return urls;
});

/** Addresses of EVM chains, with their checksums, each once; `none` for none. */
export const evmAddresses = z.string().transform((text, context): readonly string[] => {
  const entries = text === 'none' ? [] : (splitList(text) ?? ['']);
  const addresses = entries.flatMap((each) => (isAddress(each) ? [getAddress(each)] : []));
  if (addresses.length === entries.length && isEachOnce(addresses)) return addresses;
  return refuse(context, 'must be distinct EVM addresses in lower case or with a right checksum');
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
  .transform((text, context): readonly FacilitatorEntry[] => {
    const texts = splitList(text);
    const entries = texts?.map((entry) => {
      const [, network, url = ''] = /^(?:([a-z0-9-]+:[a-zA-Z0-9_-]+)=)?(.*)$/.exec(entry) ?? [];
      return { network, url };
    });
    const isSound = texts && isEachOnce(texts) && entries?.every(({ url }) => isHttpUrl(url));
    if (entries && isSound) return entries;
    return refuse(context, 'must be distinct http or https URLs, or `network=url` pairs');
  });

/** Tokens of facilitators. */
export interface FacilitatorTokens {
  readonly forAll: Secret | undefined;
  readonly byOrigin: ReadonlyMap<string, Secret>;
}

/** One token, or `origin=token` pairs, so that no token is sent where it does not belong. */
export const facilitatorTokens = z
  .string()
  .default('')
  .transform((text, context): FacilitatorTokens => {
    const byOrigin = new Map<string, Secret>();
    if (text === '') return { forAll: undefined, byOrigin };
    if (TOKEN.test(text) && !text.includes('://')) return { forAll: new Secret(text), byOrigin };
    for (const entry of splitList(text) ?? ['']) {
      const [place = '', token = ''] = entry.split(/=(.*)/s);
      if (!origin.safeParse(place).success || !TOKEN.test(token) || byOrigin.has(place)) {
        return refuse(context, 'must be one token, or `origin=token` pairs, each origin once');
      }
      byOrigin.set(place, new Secret(token));
    }
    return { forAll: undefined, byOrigin };
  });

/** `name=value` pairs of headers, each name once. */
export const secretHeaders = z
  .string()
  .default('')
  .transform((text, context): ReadonlyMap<string, Secret> => {
    const headers = new Map<string, Secret>();
    for (const entry of text === '' ? [] : (splitList(text) ?? [''])) {
      const [name = '', value = ''] = entry.split(/=(.*)/s);
      const isSound = /^[\w-]+$/.test(name) && /^[\x20-\x7e]+$/.test(value);
      if (!isSound || headers.has(name)) {
        return refuse(context, 'must be `name=value` pairs, each name once');
      }
      headers.set(name, new Secret(value));
    }
    return headers;
  });

/** What a header can carry (RFC 6750 section 2.1 allows less), and what a list can hold. */
const TOKEN = /^[\x21-\x2b\x2d-\x7e]+$/;

type NetworkId = `${string}:${string}`;

/** CAIP-2 (https://chainagnostic.org/CAIPs/caip-2); EVM chains by their number as it is usually written. */
function isNetworkId(text: string): text is NetworkId {
  return text.startsWith('eip155:')
    ? /^eip155:[1-9]\d{0,14}$/.test(text)
    : /^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/.test(text);
}

function isBrowserOrigin(text: string): boolean {
  return text === '*' || origin.safeParse(text).success;
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[^\s/]/.test(text) && !/\s/.test(text) && URL.canParse(text);
}

/** The entries, none for the empty text; undefined when one of them is empty. */
function splitList(text: string): string[] | undefined {
  const entries = text === '' ? [] : text.split(',').map((part) => part.trim());
  return entries.includes('') ? undefined : entries;
}

function isEachOnce(entries: readonly string[]): boolean {
  return new Set(entries).size === entries.length;
}

/** An address as it is usually written: `10.1/8` and `0x0a.0.0.1` are none. */
function isNetwork(entry: string): boolean {
  const [address = ''] = entry.split('/');
  return isIP(address) > 0 && (address === entry || ipaddr.isValidCIDR(entry));
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
