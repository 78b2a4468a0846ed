import { describe, expect, it } from '@jest/globals';
import {
  type Address,
  encodeAbiParameters,
  encodeEventTopics,
  erc20Abi,
  getAddress,
  type Log,
  parseAbi,
} from 'viem';
import { countTransfers } from '../../ledger-check/transfer-count.js';
import { transfersOf, transferBy } from './transfers.js';

const token = '0x036CbD53842c5426634e7929541eC2318f3dCF7e';
const payer = getAddress(`0x${'a1'.repeat(20)}`);
const seller = getAddress(`0x${'b2'.repeat(20)}`);
const other = getAddress(`0x${'c3'.repeat(20)}`);
const wanted = { from: payer, to: seller, amount: 50_000n };

function transferLog({ address = token as Address, from = payer, to = seller, amount = 50_000n }) {
  const topics = encodeEventTopics({ abi: erc20Abi, eventName: 'Transfer', args: { from, to } });
  const data = encodeAbiParameters([{ type: 'uint256' }], [amount]);
  return { address: address.toLowerCase(), topics, data } as MinedLog;
}

type MinedLog = Log<bigint, number, false>;

const numbered = (logs: readonly MinedLog[]) => logs.map((log, logIndex) => ({ ...log, logIndex }));

/** How often the wanted transfer is in a transaction with these logs. */
function count(logs: readonly MinedLog[]): number {
  const transfers = transfersOf({ logs: numbered(logs) }, token);
  const mined = {
    transaction: '0x01',
    succeeded: true,
    block: 1n,
    minedAt: new Date(0),
    transfers,
  };
  return countTransfers(mined, { ...wanted, transaction: '0x01', logIndex: null });
}

const usedLog = (authorizer: Address, used: `0x${string}`) =>
  ({
    address: token,
    topics: encodeEventTopics({
      abi: parseAbi(['event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)']),
      eventName: 'AuthorizationUsed',
      args: { authorizer, nonce: used },
    }),
    data: '0x',
  }) as unknown as MinedLog;

describe('transfers in the logs of a transaction', () => {
  it('are none of what a node made up that no token logs', () => {
    const log = transferLog({});
    const [name, from, to] = log.topics as [`0x${string}`, `0x${string}`, `0x${string}`];
    const madeUp: Partial<Log>[] = [
      { topics: [] },
      { topics: [name, from] as never },
      { topics: [name, from, to, to] as never },
      { topics: [name, from, '0x01'] as never },
      { topics: [from, name, to] as never },
      { data: '0x' },
      { data: '0xzz' },
      { data: `${log.data}00` },
    ];
    for (const members of madeUp) expect(count([{ ...log, ...members } as MinedLog])).toBe(0);
  });

  it('are counted, each for itself', () => {
    expect(count([])).toBe(0);
    expect(count([transferLog({})])).toBe(1);
    expect(count([transferLog({}), transferLog({})])).toBe(2);
  });

  it.each([
    ['another token', { address: other }],
    ['another payer', { from: other }],
    ['another payee', { to: other }],
    ['the way back', { from: seller, to: payer }],
    ['less', { amount: 49_999n }],
    ['more', { amount: 50_001n }],
  ])('do not count when they are of %s', (_, change) => {
    expect(count([transferLog(change)])).toBe(0);
  });

  it('are found among logs of other events', () => {
    const approval = {
      ...transferLog({}),
      topics: encodeEventTopics({
        abi: erc20Abi,
        eventName: 'Approval',
        args: { owner: payer, spender: seller },
      }),
    } as MinedLog;
    const damaged = { ...transferLog({}), data: '0x' } as MinedLog;
    expect(count([approval, damaged, transferLog({})])).toBe(1);
  });

  const nonce = `0x${'0d'.repeat(32)}` as const;
  const authorization = {
    scheme: 'exact',
    asset: token,
    payer,
    payTo: seller,
    amount: 50_000n,
    nonce,
    signature: '0x',
    payload: {},
    validAfter: new Date(0),
    validBefore: new Date(0),
  };
  const proves = (status: 'success' | 'reverted', ...logs: MinedLog[]) =>
    transferBy({ status, logs: numbered(logs) }, token, authorization);

  it('prove that an authorization was used only with its own nonce, before its own transfer', () => {
    const otherNonce = `0x${'0e'.repeat(32)}` as const;
    expect(proves('success', usedLog(payer, nonce), transferLog({}))).toBe(1);
    expect(proves('reverted', usedLog(payer, nonce), transferLog({}))).toBe(undefined);
    expect(proves('success', transferLog({}))).toBe(undefined);
    expect(proves('success', usedLog(payer, otherNonce), transferLog({}))).toBe(undefined);
    expect(proves('success', usedLog(other, nonce), transferLog({}))).toBe(undefined);
    expect(proves('success', usedLog(payer, nonce), transferLog({ amount: 1n }))).toBe(undefined);
    expect(proves('success', usedLog(payer, nonce), transferLog({ to: other }))).toBe(undefined);
  });
});
