import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bytesToHex, concat, getAddress, type Hex, serializeErc6492Signature } from 'viem';
import { isSignatureText, MAX_SIGNATURE_BYTES, readWalletSignature } from './wallet-signature.js';

const FACTORY = '0xBA5ED110eFDBa3D005bfC882d75358ACBbB85842';
const OTHER = '0x0BA5ED0c6AA8c49038F819E587E2633c4A9F428a';
const MAGIC: Hex = `0x${'6492'.repeat(16)}`;

const bytes = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((array): Hex => bytesToHex(array));
const address = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((array) => getAddress(bytesToHex(array)));

const wrap = (factory: Hex, data: Hex, signature: Hex) =>
  serializeErc6492Signature({ address: factory, data, signature });

describe('the signature of a wallet', () => {
  it('is the wallet’s own bytes, whatever they are', () => {
    fc.assert(
      fc.property(bytes(1_000), (signature) => {
        expect(readWalletSignature(signature, [FACTORY])).toEqual({
          signature,
          deployment: undefined,
        });
      }),
    );
  });

  it('tells how the wallet is made, by a factory of the list in any case of letters', () => {
    fc.assert(
      fc.property(bytes(500), bytes(500), fc.boolean(), (data, signature, isLower) => {
        const list = [OTHER, isLower ? FACTORY.toLowerCase() : FACTORY];
        expect(readWalletSignature(wrap(FACTORY, data, signature), list)).toEqual({
          signature,
          deployment: { factory: FACTORY, data },
        });
      }),
    );
  });

  it('makes nobody call what is not on the list', () => {
    fc.assert(
      fc.property(address, bytes(200), bytes(200), (factory, data, signature) => {
        const read = readWalletSignature(wrap(factory, data, signature), [FACTORY]);
        expect(read).toBe('factory_not_allowed');
      }),
    );
    expect(readWalletSignature(wrap(FACTORY, '0x', '0x'), [])).toBe('factory_not_allowed');
  });

  it('with the mark of a wallet to be deployed is either that or nothing', () => {
    fc.assert(
      fc.property(bytes(600), (junk) => {
        const read = readWalletSignature(concat([junk, MAGIC]), [FACTORY]);
        expect(['malformed', 'factory_not_allowed']).toContain(read);
      }),
    );
  });

  it.each([
    ['no hexadecimal', '0xzz'],
    ['half a byte', '0xabc'],
    ['no 0x', 'abcd'],
    ['more than a signature has', `0x${'00'.repeat(MAX_SIGNATURE_BYTES + 1)}`],
    ['one in another', wrap(FACTORY, '0x', wrap(FACTORY, '0x', '0xabcd'))],
  ])('is not %s', (_, text) => {
    expect(readWalletSignature(text, [FACTORY])).toBe('malformed');
  });

  it('is read whatever text there is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = readWalletSignature(text, [FACTORY]);
        expect(read === 'malformed').toBe(!isSignatureText(text));
      }),
    );
  });
});
