import { BOOK_RULES, groupBy, type Rule, total, type Violation } from './book-rules.js';
import type { Lane } from './lane.js';
import type { ClaimRow, Evidence, RoundEvidence } from './evidence.js';

/** Every broken promise; none when all held. */
export function violationsOf(evidence: Evidence): Violation[] {
  return RULES.flatMap((rule) => rule(evidence));
}

const RULES: readonly Rule[] = [
  ofEachRound('charged_without_result', (round, claims, { used }) => {
    if (!used.has(round.lane.nonce) || claims.some(mayHaveNoResult)) return [];
    return round.finals
      .filter(({ result }) => result === undefined)
      .map(({ replica, status, code }) => `replica ${replica} said at last: ${status} ${code}`);
  }),
  ofEachRound('said_charged_without_charge', ({ lane }, _claims, { used }) => {
    // What was charged when it was said may have vanished with the chain that showed it.
    if (used.has(lane.nonce) || lane.wave.strike === 'reorganisation') return [];
    return lane.answers
      .filter(({ payment, result }) => payment === 'charged' || result !== undefined)
      .slice(0, 1)
      .map(({ replica, mode }) => `replica ${replica}, ${mode}`);
  }),
  ofEachRound('not_served', ({ lane }, claims, { used }) => {
    if (!lane.plan.insists || used.has(lane.nonce)) return [];
    return [`insisted, and has nothing: ${claims.map(({ status }) => status).join(' ')}`];
  }),
  ofEachRound('forgotten', ({ lane }, claims, { used }) => {
    const wasAccepted = lane.answers.some(
      ({ status, mode }) => status === 202 && mode !== 'status',
    );
    if (!wasAccepted || !mustGoOn(lane) || used.has(lane.nonce)) return [];
    return [`told to come back, and has nothing: ${claims.map(({ status }) => status).join(' ')}`];
  }),
  ofEachRound('different_results', ({ lane, finals }) => {
    const told = [...lane.answers, ...finals].flatMap(({ result }) => result ?? []);
    const results = new Set(told.map(({ id, response }) => `${id} ${response}`));
    return results.size > 1 ? [[...results].join(' <> ')] : [];
  }),
  ofEachRound('result_of_nobody', ({ lane }) =>
    lane.answers
      .flatMap(({ result }) => result?.response ?? [])
      .filter((response) => !lane.generations.includes(response)),
  ),
  ofEachRound('ran_too_often', ({ lane }, claims) => {
    const attempts = claims.reduce((sum, claim) => sum + claim.attempts, 0);
    return lane.begun > attempts ? [`${lane.begun} runs, ${attempts} attempts`] : [];
  }),
  ofEachRound('moved_twice', ({ lane }, _claims, { rounds, claims, transfers, used, price }) => {
    const moved = total(transfers.filter(({ payer }) => payer === lane.payer));
    const own = rounds.filter(({ lane: { payer } }) => payer === lane.payer);
    const paid = own.filter(({ lane: { nonce } }) => used.has(nonce));
    // What was charged by use stands in the claim before anybody is asked, and never changes.
    const amountOf = ({ lane: { nonce } }: RoundEvidence) =>
      claims.find((claim) => claim.nonce === nonce && claim.status === 'settled')?.amount ?? price;
    const expected = paid.reduce((sum, round) => sum + amountOf(round), 0n);
    return moved === expected ? [] : [`${moved} moved instead of ${expected}`];
  }),
  ofEachRound('worked_for_too_little', ({ lane }, _claims, { rounds }) => {
    const { plan, wave, number, payer } = lane;
    if (plan.trouble !== 'wallet_short' || wave.strike !== 'none' || number > 0) return [];
    const ran = rounds.filter((round) => round.lane.payer === payer && round.lane.ranShort);
    return ran.length > 1 ? [`${ran.length} runs for the money of one`] : [];
  }),
  ofEachRound('wrong_end', ({ lane }, claims, { used, settlements }) => {
    const reversed = settlements.filter(({ isReversed }) => isReversed);
    const isCharged = ({ id, status }: ClaimRow) =>
      status === 'settled' && reversed.every(({ claimId }) => claimId !== id);
    const settled = claims.filter(isCharged).length;
    const expected = used.has(lane.nonce) ? 1 : 0;
    return settled === expected ? [] : [`${settled} claims settled instead of ${expected}`];
  }),
  ofEachRound('ran_again_without_cause', ({ lane }, claims) =>
    isCalm(lane) && claims.some(({ attempts }) => attempts > 1) ? ['nobody had died'] : [],
  ),
  ofEachRound('failed_without_refund', ({ rested }) =>
    rested
      .filter(({ status, work }) => status === 'settled' && work === 'failed')
      .filter(({ refundOwed }) => !refundOwed)
      .map(({ id, policy }) => `claim ${id}: ${policy}`),
  ),
  stuckClaims,
  ...BOOK_RULES,
];

/** A refund is owed. */
function mayHaveNoResult({ status, work, refundOwed }: ClaimRow): boolean {
  return status === 'settled' && work === 'failed' && refundOwed;
}

/** Who was told to come back is served although servers died or stood still. */
function mustGoOn({ plan, wave }: Lane): boolean {
  return plan.trouble === 'none' && /^(kill|pause|database)/.test(wave.strike);
}

/** Nothing in its plan makes it necessary to run the work again. */
function isCalm({ plan, wave }: Lane): boolean {
  const { trouble } = plan;
  const interrupts = /^(settle|chain|wallet)_|^model_cut_middle$/;
  // Others' troubles make a server spare its facilitator, and a stream that cannot be paid begins again.
  const isSpared = wave.rounds.some((other) => /^(settle|verify)_/.test(other.trouble));
  if (plan.mode === 'stream' && isSpared) return false;
  return wave.strike === 'none' && !interrupts.test(trouble);
}

function ofEachRound(
  rule: string,
  look: (round: RoundEvidence, claims: readonly ClaimRow[], evidence: Evidence) => string[],
): Rule {
  return (evidence) => {
    const claims = groupBy(evidence.claims, ({ nonce }) => nonce);
    return evidence.rounds.flatMap((round) => {
      const { nonce } = round.lane;
      const details = look(round, claims.get(nonce) ?? [], evidence);
      return details.map((detail) => ({ rule, nonce, detail }));
    });
  };
}

/** When everything was honest for long enough and unpaid payments have expired, all have ended. */
function stuckClaims({ claims }: Evidence): Violation[] {
  return claims
    .filter(({ isEnded }) => !isEnded)
    .map(({ id, status, work, nonce }) => ({
      rule: 'stuck',
      nonce,
      detail: `claim ${id}: ${status}, work ${work}`,
    }));
}
