import { createIsbotFromList, isbotPatterns, list } from 'isbot';

/** Longer ones are judged by their beginning. */
const MAX_LENGTH = 256;

/**
 * What buyers call with. The list takes every program for a bot; here programs are who buys, and only what
 * crawls, scans, previews or watches is set apart.
 */
const OF_BUYERS: readonly string[] = [
  'node',
  'undici',
  'axios/1.12.2',
  'node-fetch/1.0 (+https://github.com/bitinn/node-fetch)',
  'got (https://github.com/sindresorhus/got)',
  'Bun/1.3.2',
  'Deno/2.5.6',
  'python-requests/2.32.5',
  'python-httpx/0.28.1',
  'Python/3.13 aiohttp/3.13.2',
  'Python-urllib/3.13',
  'OpenAI/Python 2.8.1',
  'AsyncAnthropic/Python 0.75.0',
  'claude-code/2.0.50',
  'cursor/1.0',
  'Go-http-client/2.0',
  'okhttp/5.3.2',
  'Java/21.0.9',
  'Java-http-client/21.0.9',
  'Apache-HttpClient/5.5.1 (Java/21.0.9)',
  'Jetty/12.1.4',
  'reqwest/0.12.24',
  'curl/8.17.0',
  'Wget/1.25.0',
  'PostmanRuntime/7.49.1',
  'Ruby',
  'GuzzleHttp/7',
  'PHP/8.4',
  'Dart/3.10 (dart:io)',
  'perl',
  'RestSharp/113.0.0.0',
  'my-agent/1.0',
];

const ofBuyers = new Set(OF_BUYERS.flatMap((agent) => isbotPatterns(agent)));
const isInList = createIsbotFromList(list.filter((pattern) => !ofBuyers.has(pattern)));

/**
 * Whether a user agent says that it is a crawler, a scanner, a monitor or a preview. Who sends none, or lies,
 * is taken for a caller like any other.
 */
export function isBot(userAgent: string): boolean {
  return isInList(userAgent.slice(0, MAX_LENGTH));
}
