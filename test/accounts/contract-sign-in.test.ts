import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WALLET_FACTORY_ADDRESS } from '../../src/sandbox/chain/network.js';
import { SmartWallet } from '../payments/smart-wallet.js';
import { testServers } from '../setup/servers.js';
import { type AccountsServer, startAccounts } from './accounts-server.js';
import { call, newWallet, type Profile, signedMessage, signIn, type Tokens } from './client.js';

const { rpcUrl } = testServers().chain;
/** The chain of the tests, another one with the same contracts, and one whose node is away. */
const [HERE, THERE, AWAY] = [84_532, 8453, 1];

let server: AccountsServer;
beforeAll(async () => {
  server = await startAccounts({
    NETWORKS: `eip155:${HERE},eip155:${THERE},eip155:${AWAY}`,
    RPC_URLS: `eip155:${HERE}=${rpcUrl},eip155:${THERE}=${rpcUrl},eip155:${AWAY}=http://127.0.0.1:1`,
    WALLET_FACTORIES: WALLET_FACTORY_ADDRESS,
  });
});
afterAll(() => server.stop());

const verify = (body: object) =>
  call<Tokens & { code: string; reason: string; user: Profile }>(server, 'POST /auth/verify', {
    body,
  });

describe('a contract that signs in', () => {
  it('does so on one chain: on another one it may be somebody else’s', async () => {
    const wallet = await SmartWallet.deployed(rpcUrl);
    const first = await verify(await signedMessage(server, wallet, { chainId: HERE }));
    expect(first.status).toBe(200);
    const elsewhere = await verify(await signedMessage(server, wallet, { chainId: THERE }));
    expect(elsewhere).toMatchObject({ status: 401, body: { reason: 'other_chain' } });
    const again = await verify(await signedMessage(server, wallet, { chainId: HERE }));
    expect(again.body.user.id).toBe(first.body.user.id);
  });

  it('is one user, before it is deployed and after', async () => {
    const wallet = await SmartWallet.planned(rpcUrl);
    const first = await verify(await signedMessage(server, wallet));
    expect(await wallet.isDeployed()).toBe(false);
    await wallet.deploy();
    const later = await verify(await signedMessage(server, wallet));
    expect(later.body.user.id).toBe(first.body.user.id);
  });

  it('accepts a message once, however many send it at once', async () => {
    const body = await signedMessage(server, await SmartWallet.planned(rpcUrl));
    const answers = await Promise.all(Array.from({ length: 5 }, () => verify(body)));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused).toHaveLength(4);
    for (const answer of refused) {
      expect(answer).toMatchObject({ status: 401, body: { reason: 'unknown_nonce' } });
    }
  });

  it('is told that its chain does not answer, and not that it signed badly; keys need no chain', async () => {
    const wallet = await SmartWallet.deployed(rpcUrl);
    const answer = await verify(await signedMessage(server, wallet, { chainId: AWAY }));
    expect(answer).toMatchObject({ status: 503, body: { code: 'chain_unavailable' } });
    expect(answer.headers.get('retry-after')).toBe('5');
    const key = await signedMessage(server, newWallet(), { chainId: AWAY });
    expect((await verify(key)).status).toBe(200);
  });

  it('is refused a signature of more than 4,096 bytes, whatever it holds', async () => {
    const { message } = await signedMessage(server, newWallet());
    const answer = await verify({ message, signature: `0x${'00'.repeat(4_097)}` });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'signature' }] } });
  });

  it.each([
    ['the first network', undefined, HERE],
    ['the network that it names', `eip155:${THERE}`, THERE],
  ])(
    'shows on %s that it is a creator’s, to be paid and to send refunds',
    async (_, network, id) => {
      const { accessToken: token } = await signIn(server);
      const wallet = await SmartWallet.deployed(rpcUrl);
      const asked = await call<{ message: string }>(server, 'POST /me/payout-wallets/challenge', {
        token,
        body: { address: wallet.address, network },
      });
      expect(asked.body.message).toContain(`\nChain ID: ${id}\n`);
      const { message } = asked.body;
      const body = { message, signature: await wallet.signMessage({ message }) };
      const shown = await call(server, 'POST /me/payout-wallets/verify', { token, body });
      expect(shown).toMatchObject({ status: 200, body: { address: wallet.address } });
    },
  );

  it.each(['eip155:10', 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp', 'base'])(
    'is told that it cannot show it on %s, which this server does not know',
    async (network) => {
      const { accessToken: token } = await signIn(server);
      const { address } = newWallet();
      const body = { address, network };
      const answer = await call(server, 'POST /me/payout-wallets/challenge', { token, body });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'network' }] } });
    },
  );
});
