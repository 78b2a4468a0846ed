// A certified authorization server in a process of its own, in plain JavaScript: it ships ES modules only.
// Whoever comes is signed in and permits what is asked. Its resource, `/account`, wants an access token.
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

const [, , CLIENTS] = process.argv;
const SCOPE = 'openid offline_access';

async function provide(issuer) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'first' }] },
    clients: JSON.parse(CLIENTS),
    scopes: ['openid', 'offline_access'],
    cookies: { keys: ['only-for-tests'] },
    pkce: { required: () => true },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    rotateRefreshToken: true,
    issueRefreshToken: () => true,
    ttl: { AccessToken: 3_600, RefreshToken: 86_400, Grant: 86_400, Session: 86_400 },
    loadExistingGrant: async ({ oidc }) => {
      const { clientId } = oidc.client;
      const grant = new provider.Grant({ clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope(SCOPE);
      await grant.save();
      return grant;
    },
  });
  return provider;
}

const server = createServer((request, response) => void serve(request, response));
let provider;

async function serve(request, response) {
  if (request.url.startsWith('/interaction/')) {
    await provider.interactionDetails(request, response);
    const result = { login: { accountId: 'ada' }, consent: {} };
    return provider.interactionFinished(request, response, result);
  }
  if (!/^\/(account|v1\/)/.test(request.url)) return provider.callback()(request, response);
  const [, token = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  const isGood = (await provider.AccessToken.find(token)) !== undefined;
  response.writeHead(isGood ? 200 : 401, { 'content-type': 'application/json' });
  const good = { data: [], id: 'org-1', name: 'Ada’s Organization', user: 'ada' };
  const bad = { error: { type: 'authentication_error' } };
  response.end(JSON.stringify(isGood ? good : bad));
}

server.listen(0, '127.0.0.1', async () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  provider = await provide(issuer);
  process.send({ ready: issuer });
});
process.on('disconnect', () => process.exit());
