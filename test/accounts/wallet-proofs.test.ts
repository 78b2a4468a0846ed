import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AccountsServer, NETWORK, startAccounts } from './accounts-server.js';
import { call, newWallet, type Problem, signedMessage, signIn } from './client.js';

interface Challenge {
  readonly message: string;
  readonly expiresAt: string;
}

describe('showing that a wallet is mine', () => {
  let server: AccountsServer;
  let session: Awaited<ReturnType<typeof signIn>>;
  let wallet: ReturnType<typeof newWallet>;
  beforeAll(async () => {
    server = await startAccounts();
  });
  beforeEach(async () => {
    session = await signIn(server);
    wallet = newWallet();
  });
  afterAll(() => server.stop());

  const challenge = async (address: string, token = session.accessToken) =>
    (
      await call<Challenge>(server, 'POST /me/payout-wallets/challenge', {
        token,
        body: { address },
      })
    ).body;
  const verify = <Body = Problem>(body: object, token = session.accessToken) =>
    call<Body>(server, 'POST /me/payout-wallets/verify', { token, body });
  /** A challenge, with its text changed before it is signed. */
  async function signed(change = (message: string) => message, token = session.accessToken) {
    const message = change((await challenge(wallet.address, token)).message);
    return { message, signature: await wallet.signMessage({ message }) };
  }
  const proven = (user = session.user.id) => server.directory.provenWallets(user);

  it('takes one signature over a message that names my account, for good', async () => {
    const { message, expiresAt } = await challenge(wallet.address.toLowerCase());
    expect(expiresAt).toBe('2026-03-01T12:10:00.000Z');
    expect(message).toContain(
      `I show that this wallet belongs to the Coinslot account ${session.user.id}.`,
    );
    const signature = await wallet.signMessage({ message });
    const answer = await verify<object>({ message, signature });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        address: wallet.address,
        provenAt: '2026-03-01T12:00:00.000Z',
        method: 'signature',
      },
    });
    // Shown at the same moment, as the clock here stands still: in either order.
    expect(await proven()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ address: session.wallet.address, method: 'sign_in' }),
        expect.objectContaining({ address: wallet.address, method: 'signature' }),
      ]),
    );
    const again = await verify<object>(await signed());
    expect(again.body).toEqual(answer.body);
    expect(await proven()).toHaveLength(2);
  });

  it('shows in my payout wallets, whichever came first, and outlives them', async () => {
    const put = (address: string) =>
      call<{ provenAt: string | null }>(server, `PUT /me/payout-wallets/${NETWORK}`, {
        token: session.accessToken,
        body: { address },
      });
    expect((await put(wallet.address)).body.provenAt).toBeNull();
    await verify(await signed());
    const listed = await call<{ items: object[] }>(server, 'GET /me/payout-wallets', {
      token: session.accessToken,
    });
    expect(listed.body.items).toEqual([
      { network: NETWORK, address: wallet.address, provenAt: '2026-03-01T12:00:00.000Z' },
    ]);
    expect((await put(newWallet().address)).body.provenAt).toBeNull();
    expect((await put(session.wallet.address)).body.provenAt).not.toBeNull();
    expect((await put(wallet.address)).body.provenAt).toBe('2026-03-01T12:00:00.000Z');
  });

  describe('is refused', () => {
    it.each([
      [
        'wrong_statement',
        (text: string) => text.replace(/I show .*/, 'Sign in to claim your tokens.'),
      ],
      ['wrong_domain', (text: string) => text.replace('api.example.com', 'evil.example.com')],
      ['wrong_chain', (text: string) => text.replace('Chain ID: 8453', 'Chain ID: 1')],
      ['unknown_nonce', (text: string) => text.replace(/Nonce: ..../, 'Nonce: 0000')],
    ])('as %s', async (reason, change) => {
      const answer = await verify(await signed(change));
      expect(answer).toMatchObject({
        status: 422,
        body: { code: 'wallet_proof_refused', reason },
      });
      expect(await proven()).toHaveLength(1);
    });

    it('with the signature of another wallet, which does not use the message up', async () => {
      const body = await signed();
      const signature = await newWallet().signMessage({ message: body.message });
      expect(await verify({ ...body, signature })).toMatchObject({
        status: 422,
        body: { reason: 'bad_signature' },
      });
      expect((await verify(body)).status).toBe(200);
    });

    it('with a message for somebody else, in either account', async () => {
      const other = await signIn(server);
      const body = await signed(undefined, other.accessToken);
      expect((await verify(body)).body).toMatchObject({ reason: 'wrong_statement' });
      const renamed = body.message.replace(other.user.id, session.user.id);
      const signature = await wallet.signMessage({ message: renamed });
      expect((await verify({ message: renamed, signature })).body).toMatchObject({
        reason: 'unknown_nonce',
      });
      expect(await proven()).toHaveLength(1);
    });

    it('with a message that was signed to sign in', async () => {
      const signInMessage = await signedMessage(server, wallet);
      expect((await verify(signInMessage)).body).toMatchObject({ reason: 'wrong_statement' });
      const statement = (await challenge(wallet.address)).message.split('\n')[3] ?? '';
      const dressedUp = await signedMessage(server, wallet, { statement });
      expect((await verify(dressedUp)).body).toMatchObject({ reason: 'unknown_nonce' });
    });

    it('once it is used, or too old', async () => {
      const body = await signed();
      const answers = await Promise.all(Array.from({ length: 5 }, () => verify(body)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const late = await signed();
      server.clock.advance(600);
      expect((await verify(late)).body).toMatchObject({ reason: 'expired' });
    });

    it('to an API key that may not change the account, and to what is no address', async () => {
      const { body } = await call<{ key: string }>(server, 'POST /api-keys', {
        token: session.accessToken,
        body: { name: 'CI', scopes: ['read', 'publish'] },
      });
      expect((await verify(await signed(), body.key)).status).toBe(403);
      const answer = await call(server, 'POST /me/payout-wallets/challenge', {
        token: session.accessToken,
        body: { address: 'ada.eth' },
      });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'address' }] } });
    });

    it('beyond fifty wallets, however many come at once', async () => {
      await server.owner.query(
        `INSERT INTO wallet_proofs SELECT $1, 'wallet ' || n, 'signature', now()
           FROM generate_series(1, 48) n`,
        [session.user.id],
      );
      const bodies = [];
      for (let count = 0; count < 4; count += 1) {
        wallet = newWallet();
        bodies.push(await signed());
      }
      const answers = await Promise.all(bodies.map((body) => verify(body)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
      expect(await proven()).toHaveLength(50);
    });
  });

  it('does not sign anybody in', async () => {
    const answer = await call(server, 'POST /auth/verify', { body: await signed() });
    expect(answer).toMatchObject({ status: 401, body: { reason: 'unknown_nonce' } });
  });

  it('is possible for two accounts of one person', async () => {
    const other = await signIn(server);
    await verify(await signed());
    await verify(await signed(undefined, other.accessToken), other.accessToken);
    for (const { id } of [session.user, other.user]) {
      expect((await proven(id)).map(({ address }) => address)).toContain(wallet.address);
    }
  });
});
