import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { TestClock } from './accounts-server.js';

export const AUDIENCE = 'https://api.example.com';

/** What the stand-in answers; a test replaces what it is about. */
interface Answers {
  discovery: unknown;
  keys: unknown;
}

/** An issuer that says what a test wants, and counts how often it is asked for its keys. */
export async function startStandIn(clock: TestClock) {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const published = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const answers = {} as Answers;
  const asked = { keys: 0 };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/keys') asked.keys += 1;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/keys' ? answers.keys : answers.discovery));
  };
  const server = createServer(answer);
  const listen = (port: number) =>
    new Promise<void>((done) => void server.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const reset = () => {
    answers.discovery = { issuer, jwks_uri: `${issuer}/keys` };
    answers.keys = { keys: [published] };
  };
  reset();
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return {
    issuer,
    publicKey,
    published,
    answers,
    asked,
    reset,
    token: (
      claims: JWTPayload = {},
      header: object = {},
      key: CryptoKey | Uint8Array = privateKey,
    ) => {
      const now = Math.floor(clock.now().getTime() / 1000);
      const standard = { iss: issuer, aud: AUDIENCE, sub: 'ada', iat: now, exp: now + 86_400 };
      return new SignJWT({ ...standard, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
        .sign(key, { crit: { demand: true } });
    },
    goDown: close,
    comeBack: () => listen(port),
    stop: close,
  };
}

export type StandIn = Awaited<ReturnType<typeof startStandIn>>;
