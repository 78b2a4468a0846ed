import { describe, expect, it } from '@jest/globals';
import type { ProbeResult } from './provider-session.js';
import { together } from './verdicts.js';

const result = (changes: Partial<ProbeResult>): ProbeResult => ({
  status: 200,
  body: {},
  verdict: 'valid',
  reason: undefined,
  metadata: {},
  ...changes,
});
const refused = result({
  verdict: 'invalid',
  reason: 'Nobody accepts this key',
  otherwise: 'The key may not use models',
});

describe('a key that is refused by one probe', () => {
  it('and by all others is invalid', () => {
    const reason = 'Nobody accepts this key';
    expect(together([refused, refused])).toEqual({ verdict: 'invalid', reason });
  });

  it('and accepted by another is limited, and not said to be refused', () => {
    const reason = 'The key may not use models';
    expect(together([refused, result({})])).toEqual({ verdict: 'limited', reason });
  });
});
