// A certified authorization server in a process of its own, in plain JavaScript: it ships ES modules only.
// Each refresh token is good for one renewal; whoever uses one again ends the whole permission. `{ give }`
// is answered with the tokens of a user who has permitted access.
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

const [, , CLIENT_ID, CLIENT_SECRET] = process.argv;
const SCOPE = 'openid offline_access';

async function provide(issuer) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'first' }] },
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        token_endpoint_auth_method: 'client_secret_basic',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: ['https://shop.example/callback'],
      },
    ],
    scopes: ['openid', 'offline_access'],
    cookies: { keys: ['only-for-tests'] },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    features: { devInteractions: { enabled: false } },
    rotateRefreshToken: true,
    ttl: { AccessToken: 3_600, RefreshToken: 86_400, Grant: 86_400, Session: 86_400 },
  });
}

async function give(provider, accountId) {
  const client = await provider.Client.find(CLIENT_ID);
  const grant = new provider.Grant({ clientId: CLIENT_ID, accountId });
  grant.addOIDCScope(SCOPE);
  const grantId = await grant.save();
  const about = { client, accountId, grantId, scope: SCOPE, gty: 'authorization_code' };
  const access = await new provider.AccessToken(about).save();
  const refresh = await new provider.RefreshToken(about).save();
  return { access, refresh };
}

const server = createServer((request, response) => handle(request, response));
let handle;
server.listen(0, '127.0.0.1', async () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = await provide(issuer);
  handle = provider.callback();
  process.on('message', async ({ give: accountId }) => {
    process.send({ given: await give(provider, accountId) });
  });
  process.send({ ready: issuer });
});
process.on('disconnect', () => process.exit());
