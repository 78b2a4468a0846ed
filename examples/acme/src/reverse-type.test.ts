import { describeResourceType } from 'coinslot/contracts';
import { ReverseType } from './reverse-type.js';

describeResourceType('x_acme_reverse', () => {
  const both = new ReverseType();
  return {
    type: both,
    executor: both,
    configs: [{ maxLength: 10 }],
    changes: { maxLength: 20 },
    contradictions: [],
    secrets: [],
    input: { text: 'coins' },
  };
});
