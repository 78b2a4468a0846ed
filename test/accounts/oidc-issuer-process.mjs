// A certified OpenID provider in a process of its own, in plain JavaScript: it ships ES modules only.
// Messages rotate its keys and set how long its tokens live; `{ ready }` answers each.
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

const [, , SECRET, HS_AUDIENCE] = process.argv;
const settings = { seconds: 600 };
let handle;

async function keysOf(algorithm, kid) {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: algorithm, kid, use: 'sig' };
}

/** A provider with keys of its own; what it told before of other keys is told no more. */
async function provide(issuer, kid) {
  const keys = await Promise.all([keysOf('RS256', `rs-${kid}`), keysOf('ES256', `es-${kid}`)]);
  const provider = new Provider(issuer, {
    jwks: { keys },
    clients: [
      {
        client_id: 'app',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://127.0.0.1/callback'],
      },
    ],
    cookies: { keys: ['only-for-tests'] },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, audience) => ({
          scope: 'api',
          audience,
          accessTokenTTL: settings.seconds,
          accessTokenFormat: 'jwt',
          jwt: { sign: signatureFor(audience) },
        }),
      },
    },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new provider.Grant({
        clientId: oidc.client.clientId,
        accountId: oidc.session.accountId,
      });
      grant.addOIDCScope('openid');
      grant.addResourceScope(oidc.params.resource, 'api');
      await grant.save();
      return grant;
    },
  });
  const callback = provider.callback();
  handle = async (request, response) => {
    if (!request.url.startsWith('/interaction/')) return callback(request, response);
    const { params } = await provider.interactionDetails(request, response);
    const login = { accountId: params.login_hint };
    return provider.interactionFinished(request, response, { login, consent: {} });
  };
}

function signatureFor(audience) {
  if (audience === HS_AUDIENCE) return { alg: 'HS256', key: Buffer.from(SECRET) };
  return { alg: audience.includes('es256') ? 'ES256' : 'RS256' };
}

const server = createServer((request, response) => void handle(request, response));
server.listen(0, '127.0.0.1', async () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  await provide(issuer, 'first');
  process.on('message', async ({ rotateTo, seconds }) => {
    if (seconds !== undefined) settings.seconds = seconds;
    if (rotateTo !== undefined) await provide(issuer, rotateTo);
    process.send({ ready: issuer });
  });
  process.send({ ready: issuer });
});
process.on('disconnect', () => process.exit());
