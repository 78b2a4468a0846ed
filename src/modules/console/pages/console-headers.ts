import { pagePolicy } from './page-policy.js';

/** What the page of the console is sent with. Browsers ask each time whether it is still the one they have. */
export const CONSOLE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy': pagePolicy({ images: "'self' blob:", forms: "'none'" }),
  'referrer-policy': 'same-origin',
};
