import { describe, expect, it } from '@jest/globals';
import { isNavigation } from './navigation.js';

const CHROMIUM =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

describe('a browser that is about to show an answer', () => {
  it.each([
    ['says so', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: CHROMIUM }],
    ['says so, in a frame', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['says so, whatever it accepts', { 'sec-fetch-mode': 'navigate', accept: '*/*' }],
    ['says where', { 'sec-fetch-dest': 'document' }],
    ['is too old to say it', { accept: CHROMIUM }],
    ['is older still', { accept: 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2' }],
    ['asks for HTML alone', { accept: 'TEXT/HTML' }],
  ])('%s', (_how, headers) => {
    expect(isNavigation(headers)).toBe(true);
  });

  it.each([
    ['a program that says nothing', {}],
    ['curl', { accept: '*/*' }],
    ['a client of an API', { accept: 'application/json' }],
    ['axios', { accept: 'application/json, text/plain, */*' }],
    ['a program that takes HTML as well', { accept: 'text/html, application/json' }],
    ['a program that would rather have JSON', { accept: 'text/html;q=0.5, application/json' }],
    ['a program that reads problems', { accept: 'application/problem+json, text/html;q=0.9' }],
    ['a program that takes anything', { accept: 'text/html;q=0.5, */*' }],
    ['a program that refuses HTML', { accept: 'text/html;q=0, */*;q=0' }],
    ['a program that reads streams', { accept: 'text/event-stream, text/html' }],
    ['a script in a page', { 'sec-fetch-mode': 'cors', accept: CHROMIUM }],
    ['an image in a page', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ])('is not %s', (_who, headers) => {
    expect(isNavigation(headers)).toBe(false);
  });
});
