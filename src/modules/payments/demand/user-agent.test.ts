import { describe, expect, it } from '@jest/globals';
import { isBot } from './user-agent.js';

describe('a user agent', () => {
  it.each([
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)',
    'ClaudeBot/1.0',
    'CCBot/2.0',
    'facebookexternalhit/1.1',
    'x402scan/1.0',
    'UptimeRobot/2.0',
    'Mozilla/5.0 (X11; Linux x64) HeadlessChrome/120.0.0.0',
    'Scrapy/2.13.3 (spider)',
  ])('of a bot: %s', (agent) => expect(isBot(agent)).toBe(true));

  it.each([
    '',
    'node',
    'python-requests/2.31.0',
    'python-httpx/0.27.0',
    'axios/1.7.9',
    'Go-http-client/1.1',
    'curl/8.5.0',
    'OpenAI/Python 1.99.0',
    'my-shopping-agent/3.2',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  ])('of a program or a person who may buy: %s', (agent) => expect(isBot(agent)).toBe(false));

  it('is judged by its beginning alone, however long it is', () => {
    expect(isBot(`Googlebot ${'('.repeat(1_000_000)}`)).toBe(true);
    expect(isBot(`${' '.repeat(1_000_000)}bot`)).toBe(false);
  });
});
