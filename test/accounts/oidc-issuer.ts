import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createHash, randomBytes } from 'node:crypto';

const CALLBACK = 'http://127.0.0.1/callback';
const MOST_HOPS = 10;

interface Order {
  /** Names of the keys that sign and are published from now on. */
  readonly rotateTo?: string;
  /** How long tokens live that are made from now on. */
  readonly seconds?: number;
}

/** Starts a real issuer of JWTs; `secret` signs those for `hsAudience` (HS256). */
export async function startIssuer(secret: string, hsAudience: string) {
  const child = fork('test/accounts/oidc-issuer-process.mjs', [secret, hsAudience], {
    // It complains of every Node that is not the newest.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const issuer = await readyOf(child);
  return {
    issuer,
    /** Signs in with authorization code and PKCE, as an application does, and gives the access token. */
    signIn: (subject: string, audience: string) => signIn(issuer, subject, audience),
    order(order: Order) {
      child.send(order);
      return readyOf(child);
    },
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

export type Issuer = Awaited<ReturnType<typeof startIssuer>>;

async function readyOf(child: ChildProcess): Promise<string> {
  const [{ ready }] = (await once(child, 'message')) as [{ ready: string }];
  return ready;
}

async function signIn(issuer: string, subject: string, audience: string): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: 'app',
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'openid api',
    resource: audience,
    login_hint: subject,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const code = await authorise(`${issuer}/auth?${query}`);
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'app',
      redirect_uri: CALLBACK,
      code,
      code_verifier: verifier,
      resource: audience,
    }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`no token: ${response.status}`);
  return token;
}

/** Follows the redirects of one browser until they lead back with a code. */
async function authorise(from: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = from;
  for (let hops = 0; hops < MOST_HOPS; hops += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
      cookies.set(name, value);
    }
    url = new URL(response.headers.get('location') ?? '', url).href;
    const code = url.startsWith(CALLBACK) ? new URL(url).searchParams.get('code') : null;
    if (code !== null) return code;
  }
  throw new Error(`the issuer did not lead back, but to ${url}`);
}
