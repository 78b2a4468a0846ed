import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { unfenced } from './unfenced.js';

const blanks = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r') });

describe('an answer between code fences', () => {
  it('is what stands between them, whatever blanks are around', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('```', '```json'),
        fc.array(blanks, { minLength: 4, maxLength: 4 }),
        (value, fence, [before, behind, above, below]) => {
          const json = JSON.stringify(value, undefined, 1);
          const text = `${before}${fence}${behind}\n${above}${json}\n${below}\`\`\`${before}`;
          expect(JSON.parse(unfenced(text))).toEqual(JSON.parse(json));
          expect(JSON.parse(unfenced(before + json + below))).toEqual(JSON.parse(json));
        },
      ),
    );
  });

  it.each(['```', '```json', '```\n', '```json\n```', '```xml\n{}\n```', '```\n{}\n```\nmore', ''])(
    'is no other text, such as %j',
    (text) => {
      expect(() => JSON.parse(unfenced(text)) as unknown).toThrow();
    },
  );

  it('takes a time that grows with its length alone', () => {
    // Matched by a pattern, 4,000 line breaks took 25 seconds.
    const text = `\`\`\`\n${'\n'.repeat(1_000_000)}x`;
    expect(unfenced(text)).toHaveLength(text.length);
  });
});
