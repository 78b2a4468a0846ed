import { describe, expect, it } from '@jest/globals';
import {
  refundOwedJournal,
  refundPaidJournal,
  settlementJournal,
  settlementReversedJournal,
} from '../ledger/journal.js';
import { claimedTransfers, countJournals, disagreements, judgeTransfer } from './agreement.js';
import type { Disagreement, RefundRecord, Subject } from './subject.js';

const place = { ownerId: 'owner', network: 'eip155:8453', asset: '0xusdc' };
const payment = { ...place, payer: '0xpayer', payTo: '0xseller', amount: 50_000n };
const good = {
  id: 'claim',
  claim: { ...payment, settled: true, charge: null, transaction: '0x1' },
  settlement: {
    ...payment,
    transaction: '0x1',
    standsIn: '0x1',
    isReversed: false,
    isRefunded: false,
    fee: 1_250n,
    claimants: 1,
  },
  refund: null,
  lines: settlementJournal({ ...place, amount: 50_000n, feeBasisPoints: 250 }),
} satisfies Subject;

const codes = (found: readonly Disagreement[]) => found.map(({ code }) => code);

describe('a settled claim', () => {
  it('agrees with its settlement and its journal', () => {
    expect(disagreements(good)).toEqual([]);
    expect(countJournals(good)).toBe(1);
  });

  it('agrees whatever order the lines are read in', () => {
    expect(disagreements({ ...good, lines: good.lines.toReversed() })).toEqual([]);
  });

  it.each<[string, Subject, string[]]>([
    ['without a settlement', { ...good, settlement: null }, ['settlement_missing']],
    ['without a journal', { ...good, lines: [] }, ['settlement_journal_missing']],
    [
      'without either',
      { ...good, settlement: null, lines: [] },
      ['settlement_journal_missing', 'settlement_missing'],
    ],
    [
      'whose journal has another kind only',
      { ...good, lines: refundOwedJournal({ ...place, amount: 50_000n, fee: 0n }) },
      ['settlement_journal_missing', 'refund_not_owed'],
    ],
    [
      'whose settlement knows another fee',
      { ...good, settlement: { ...good.settlement, fee: 0n } },
      ['settlement_journal_differs'],
    ],
    [
      'whose journal does not balance',
      { ...good, lines: good.lines.slice(0, 2) },
      ['unbalanced_journal', 'settlement_journal_differs'],
    ],
    [
      'whose journal belongs to somebody else',
      { ...good, lines: good.lines.map((line) => ({ ...line, ownerId: 'other' })) },
      ['settlement_journal_differs'],
    ],
    [
      'whose journal is of another asset',
      { ...good, lines: good.lines.map((line) => ({ ...line, asset: '0xother' })) },
      ['settlement_journal_differs'],
    ],
  ])('%s does not', (_, subject, expected) => {
    expect(codes(disagreements(subject))).toEqual(expected);
  });

  it('that vanished agrees with its reversal, and with nothing else', () => {
    const reversed = { ...good.settlement, isReversed: true };
    const back = settlementReversedJournal({ ...reversed, isRefunded: false });
    const lines = [...good.lines, ...back];
    expect(disagreements({ ...good, settlement: reversed, lines })).toEqual([]);
    expect(codes(disagreements({ ...good, settlement: reversed }))).toEqual(['reversal_differs']);
    expect(codes(disagreements({ ...good, lines }))).toEqual(['reversal_differs']);
    const refunded = { ...reversed, isRefunded: true };
    expect(codes(disagreements({ ...good, settlement: refunded, lines }))).toEqual([
      'reversal_differs',
    ]);
  });

  it('that vanished must not be on the chain', () => {
    const [transfer] = claimedTransfers({
      ...good,
      settlement: { ...good.settlement, isReversed: true },
    });
    if (transfer === undefined) throw new Error('nothing is looked for');
    expect(judgeTransfer('claim', transfer, 0)).toEqual([]);
    expect(codes(judgeTransfer('claim', transfer, 1))).toEqual(['reversed_but_there']);
  });

  it('is looked for where it stands now', () => {
    const moved = { ...good.settlement, standsIn: '0x2' };
    expect(claimedTransfers({ ...good, settlement: moved })).toMatchObject([
      { transaction: '0x2', claimants: 1 },
    ]);
    expect(disagreements({ ...good, settlement: moved })).toEqual([]);
  });

  it.each([
    ['ownerId', 'other'],
    ['network', 'eip155:1'],
    ['asset', '0xother'],
    ['payer', '0xother'],
    ['payTo', '0xother'],
    ['amount', 49_999n],
    ['transaction', '0x2'],
  ])('with another %s than its settlement does not, and the field is named', (field, value) => {
    const subject = { ...good, claim: { ...good.claim, [field]: value } };
    expect(disagreements(subject)).toEqual([
      { subject: 'claim', code: 'settlement_differs', detail: `from its claim in ${field}` },
    ]);
  });
});

describe('what is not settled', () => {
  it.each<[string, Subject['claim']]>([
    ['a claim that is not settled', { ...good.claim, settled: false }],
    ['a claim that does not exist', null],
  ])('%s has no settlement and no settlement journal', (_, claim) => {
    expect(codes(disagreements({ ...good, claim }))).toEqual([
      'claim_not_settled',
      'claim_not_settled',
    ]);
  });

  it('does not balance across owners or kinds', () => {
    const [wallet, ...rest] = good.lines;
    if (wallet === undefined) throw new Error('no lines');
    const lines = [{ ...wallet, ownerId: 'other' }, ...rest];
    expect(codes(disagreements({ ...good, claim: null, settlement: null, lines }))).toEqual([
      'unbalanced_journal',
      'unbalanced_journal',
      'claim_not_settled',
    ]);
  });
});

describe('a refund', () => {
  const refund: RefundRecord = {
    ...place,
    payer: '0xpayer',
    status: 'paid',
    amount: 50_000n,
    fee: 1_250n,
    transaction: '0x2',
    logIndex: 4,
  };
  const paid: Subject = {
    id: 'refund',
    claim: null,
    settlement: null,
    refund,
    lines: [...refundOwedJournal(refund), ...refundPaidJournal(refund)],
  };

  it('that is paid has both journals, and a transfer to the payer from whatever wallet', () => {
    expect(disagreements(paid)).toEqual([]);
    expect(claimedTransfers(paid)).toMatchObject([{ from: null, to: '0xpayer', logIndex: 4 }]);
  });

  it('that is owed has one journal and no transfer', () => {
    const owed = { ...refund, status: 'owed', transaction: null, logIndex: null } as const;
    const subject = { ...paid, refund: owed, lines: refundOwedJournal(refund) };
    expect(disagreements(subject)).toEqual([]);
    expect(claimedTransfers(subject)).toEqual([]);
  });

  it.each<[string, Subject, string[]]>([
    ['without journals', { ...paid, lines: [] }, ['missing', 'missing']],
    ['with a line too few', { ...paid, lines: paid.lines.slice(1) }, ['differs']],
    ['of another fee', { ...paid, refund: { ...refund, fee: 0n } }, ['differs']],
    [
      'that was only asked for',
      { ...paid, refund: { ...refund, status: 'requested' } },
      ['not_owed', 'not_owed'],
    ],
    ['that does not exist', { ...paid, refund: null }, ['not_owed', 'not_owed']],
  ])('%s does not agree', (_, subject, expected) => {
    const found = codes(disagreements(subject)).filter((code) => code !== 'unbalanced_journal');
    expect(found.map((code) => code.replace(/refund_(journal_)?/, ''))).toEqual(expected);
  });
});

describe('a transfer', () => {
  const [transfer] = claimedTransfers(good);
  if (transfer === undefined) throw new Error('a settlement claims a transfer');

  it('is from the payer to the seller', () => {
    expect(transfer).toMatchObject({ from: '0xpayer', to: '0xseller', amount: 50_000n });
  });

  it.each<[number | undefined, number, string[]]>([
    [1, 1, []],
    [2, 2, []],
    [0, 1, ['transfer_missing']],
    [1, 2, ['transfer_shared']],
    [undefined, 1, ['network_unknown']],
  ])('found %p times for %d records: %p', (found, claimants, expected) => {
    expect(codes(judgeTransfer('claim', { ...transfer, claimants }, found))).toEqual(expected);
  });
});
