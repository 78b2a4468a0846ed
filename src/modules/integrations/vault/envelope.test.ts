import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Secret } from '../../../common/crypto/index.js';
import {
  type CredentialContext,
  type Keyring,
  open,
  rewrap,
  seal,
  type SealedSecret,
  VaultError,
} from './envelope.js';

const k1 = Buffer.alloc(32, 1);
const k2 = Buffer.alloc(32, 2);
const oldRing: Keyring = { keys: new Map([['k1', k1]]), activeKid: 'k1' };
const bothRing: Keyring = {
  keys: new Map([
    ['k1', k1],
    ['k2', k2],
  ]),
  activeKid: 'k2',
};
const newRing: Keyring = { keys: new Map([['k2', k2]]), activeKid: 'k2' };

const secrets = fc.string({ unit: 'binary', minLength: 1, maxLength: 600 });
const contexts: fc.Arbitrary<CredentialContext> = fc.record({
  userId: fc.uuid(),
  provider: fc.string({ maxLength: 20 }),
  type: fc.string({ maxLength: 20 }),
  version: fc.integer({ min: 1, max: 1_000_000 }),
});

function equal(a: CredentialContext, b: CredentialContext): boolean {
  return (
    a.userId === b.userId &&
    a.provider === b.provider &&
    a.type === b.type &&
    a.version === b.version
  );
}

function flip(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  const position = bit % (copy.length * 8);
  copy.writeUInt8(copy.readUInt8(position >> 3) ^ (1 << (position & 7)), position >> 3);
  return copy;
}

function expectClosed(sealed: SealedSecret, context: CredentialContext, keyring: Keyring): void {
  expect(() => open(sealed, context, keyring)).toThrow(VaultError);
}

describe('a sealed secret', () => {
  it('opens to what was sealed', () => {
    fc.assert(
      fc.property(secrets, contexts, (text, context) => {
        expect(open(seal(new Secret(text), context, oldRing), context, oldRing).reveal()).toBe(
          text,
        );
      }),
    );
  });

  it('contains its plaintext nowhere', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), contexts, (text, context) => {
        const sealed = seal(new Secret(text), context, oldRing);
        expect(sealed.ciphertext.includes(text)).toBe(false);
        expect(sealed.wrappedKey.includes(text)).toBe(false);
      }),
    );
  });

  it('never looks the same twice and never shares a data key', () => {
    fc.assert(
      fc.property(secrets, contexts, (text, context) => {
        const first = seal(new Secret(text), context, oldRing);
        const second = seal(new Secret(text), context, oldRing);
        expect(first.ciphertext.equals(second.ciphertext)).toBe(false);
        expectClosed({ ...first, ciphertext: second.ciphertext }, context, oldRing);
      }),
    );
  });

  it('stays closed for any other user, provider, credential type or version', () => {
    fc.assert(
      fc.property(secrets, contexts, contexts, (text, context, other) => {
        fc.pre(!equal(context, other));
        const sealed = seal(new Secret(text), context, oldRing);
        for (const field of ['userId', 'provider', 'type', 'version'] as const) {
          if (other[field] === context[field]) continue;
          expectClosed(sealed, { ...context, [field]: other[field] }, oldRing);
        }
        expectClosed(sealed, other, oldRing);
      }),
    );
  });

  it('stays closed when text moves from one field of its context to the next', () => {
    const context = { userId: 'ada', provider: 'a","b', type: 'c', version: 1 };
    const sealed = seal(new Secret('sk-planted-secret'), context, oldRing);
    expectClosed(sealed, { ...context, provider: 'a', type: 'b","c' }, oldRing);
  });

  it('stays closed when any bit of it was altered', () => {
    fc.assert(
      fc.property(secrets, contexts, fc.nat(), (text, context, bit) => {
        const sealed = seal(new Secret(text), context, oldRing);
        expectClosed({ ...sealed, ciphertext: flip(sealed.ciphertext, bit) }, context, oldRing);
        expectClosed({ ...sealed, wrappedKey: flip(sealed.wrappedKey, bit) }, context, oldRing);
      }),
    );
  });

  it('stays closed when it was cut off anywhere', () => {
    const context = { userId: 'ada', provider: 'claude', type: 'api_key', version: 1 };
    const sealed = seal(new Secret('sk-planted-secret'), context, oldRing);
    for (let length = 0; length < sealed.ciphertext.length; length++) {
      expectClosed(
        { ...sealed, ciphertext: sealed.ciphertext.subarray(0, length) },
        context,
        oldRing,
      );
    }
  });

  it('stays closed when swapped with the secret of somebody else', () => {
    fc.assert(
      fc.property(secrets, contexts, contexts, (text, mine, theirs) => {
        fc.pre(!equal(mine, theirs));
        const own = seal(new Secret(text), mine, oldRing);
        const foreign = seal(new Secret(text), theirs, oldRing);
        expectClosed(foreign, mine, oldRing);
        expectClosed({ ...own, ciphertext: foreign.ciphertext }, mine, oldRing);
        expectClosed({ ...own, wrappedKey: foreign.wrappedKey }, mine, oldRing);
      }),
    );
  });

  it('stays closed under a relabelled key id, even for the same key', () => {
    const context = { userId: 'ada', provider: 'claude', type: 'api_key', version: 1 };
    const sealed = seal(new Secret('sk-planted-secret'), context, oldRing);
    const twins: Keyring = {
      keys: new Map([
        ['k1', k1],
        ['k9', k1],
      ]),
      activeKid: 'k1',
    };
    expectClosed({ ...sealed, kid: 'k9' }, context, twins);
    expectClosed(sealed, context, newRing);
  });

  it('does not repeat the secret in its failure', () => {
    const context = { userId: 'ada', provider: 'claude', type: 'api_key', version: 1 };
    const sealed = seal(new Secret('sk-planted-secret'), context, oldRing);
    expect(() => open(sealed, { ...context, version: 2 }, oldRing)).toThrow(
      'the ciphertext was altered or belongs to another credential',
    );
  });
});

describe('changing the master key', () => {
  it('keeps old secrets open under both keys and seals new ones with the new key', () => {
    fc.assert(
      fc.property(secrets, contexts, (text, context) => {
        const old = seal(new Secret(text), context, oldRing);
        expect(open(old, context, bothRing).reveal()).toBe(text);
        expect(seal(new Secret(text), context, bothRing).kid).toBe('k2');
      }),
    );
  });

  it('lets go of the old key once the data key is wrapped again, without touching the secret', () => {
    fc.assert(
      fc.property(secrets, contexts, (text, context) => {
        const old = seal(new Secret(text), context, oldRing);
        const moved = { ...old, ...rewrap(old, bothRing) };
        expect(moved.ciphertext).toBe(old.ciphertext);
        expect(open(moved, context, newRing).reveal()).toBe(text);
        expectClosed(old, context, newRing);
      }),
    );
  });
});
