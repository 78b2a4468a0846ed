import { fork } from 'node:child_process';
import { once } from 'node:events';

export const CONFIDENTIAL = { id: 'coinslot-tests', secret: 'planted-client_secret of:tests+%' };
export const PUBLIC = { id: 'coinslot-public' };

/** @param callbacks redirect URIs of the two clients */
export async function startAuthorizationServer(callbacks: {
  readonly confidential: string;
  readonly public: string;
}) {
  const common = { grant_types: ['authorization_code', 'refresh_token'] };
  const clients = [
    {
      ...common,
      client_id: CONFIDENTIAL.id,
      client_secret: CONFIDENTIAL.secret,
      token_endpoint_auth_method: 'client_secret_basic',
      redirect_uris: [callbacks.confidential],
    },
    {
      ...common,
      client_id: PUBLIC.id,
      token_endpoint_auth_method: 'none',
      redirect_uris: [callbacks.public],
    },
  ];
  const script = 'test/integrations/authorization-server-process.mjs';
  // It complains of every Node that is not the newest.
  const child = fork(script, [JSON.stringify(clients)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [{ ready: url }] = (await once(child, 'message')) as [{ ready: string }];
  return {
    url,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

export type AuthorizationServer = Awaited<ReturnType<typeof startAuthorizationServer>>;
