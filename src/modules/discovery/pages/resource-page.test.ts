import { describe, expect, it } from '@jest/globals';
import { frame, type PageContent } from './frame.js';
import type { ResourceFacts } from './page-facts.js';
import { referralPage, resourcePage } from './resource-page.js';

const HAIKU: ResourceFacts = {
  username: 'ada',
  slug: 'haiku',
  name: 'Haiku',
  description: 'Three lines',
  model: null,
  type: 'prompt_template',
  inputs: [],
  supportsRefunds: false,
  recentRuns: 0,
  successRate: null,
};
const ASKED = {
  price: '0.05 USDC',
  amount: '50000',
  isByUse: false,
  networks: [{ id: 'eip155:84532', name: 'Base Sepolia', isTestnet: true }],
};

const htmlOf = (content: PageContent) => frame(content, undefined).text;

describe('the page of a resource', () => {
  it.each([
    [0, null, 'No paid call of the last 30 days is counted yet'],
    [1, 1, '100 % of the one paid call in the last 30 days had a result'],
    [2_000, 0.9996, '99.9 % of 2000 paid calls in the last 30 days had a result'],
  ])(
    'says of how many calls its rate of success is: %d calls, %p',
    (recentRuns, successRate, says) => {
      const content = resourcePage({ ...HAIKU, recentRuns, successRate }, ASKED, []);
      expect(htmlOf(content)).toContain(says);
    },
  );

  it('says which inputs may be left out, and what stands for them then', () => {
    const input = { name: 'topic', description: 'About what', maxLength: 200 };
    const inputs = [
      { ...input, required: true, default: null },
      { ...input, name: 'language', required: false, default: 'English' },
    ];
    const text = htmlOf(resourcePage({ ...HAIKU, inputs }, ASKED, []));
    expect(text).toMatch(/<code>topic<\/code> <span class="faint">\(required, at most 200/);
    expect(text).toMatch(
      /<code>language<\/code>.+optional.+<q dir="auto">English<\/q> if left out/,
    );
  });
});

describe('the page of what is sold elsewhere', () => {
  it.each([
    `https://a.example/"><script>alert(1)</script>`,
    `https://a.example/'onmouseover='alert(1)`,
    'https://a.example/x?a=1&lt;=2&amp;<b>',
  ])('links there, whatever the address: %s', (endpoint) => {
    const page = htmlOf(referralPage(HAIKU, endpoint));
    expect(page).not.toMatch(/<script|<b>|'/);
    const [, link = ''] =
      /<a href="([^"<>']*)" rel="noreferrer noopener nofollow">/.exec(page) ?? [];
    const unescaped = link
      .replaceAll('&#39;', "'")
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    expect(unescaped).toBe(new URL(endpoint).href);
  });

  it('names the host as it is asked for, not as it looks', () => {
    const page = htmlOf(referralPage(HAIKU, 'https://аpple.com:8443/x'));
    expect(page).toContain('Sold by xn--pple-43d.com:8443<');
  });
});
