import type { JSONWebKeySet } from 'jose';

const CONTEXTS = ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1'];

/** The name of who answers at an origin (did:web): its host, with the port percent-encoded. */
export function didWeb(origin: string): string {
  return `did:web:${encodeURIComponent(new URL(origin).host)}`;
}

/** The name of one of its keys. */
export function didKey(did: string, kid: string): string {
  return `${did}#${kid}`;
}

/** Says which keys speak for `did` (W3C DID Core, JSON Web Signature 2020): all of the set. */
export function didDocument(did: string, { keys }: JSONWebKeySet) {
  const verificationMethod = keys.map((key) => ({
    id: didKey(did, String(key.kid)),
    type: 'JsonWebKey2020',
    controller: did,
    publicKeyJwk: key,
  }));
  const assertionMethod = verificationMethod.map(({ id }) => id);
  return { '@context': CONTEXTS, id: did, verificationMethod, assertionMethod };
}
