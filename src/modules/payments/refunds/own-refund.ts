import { encodeCursor } from '../../../common/database/index.js';
import type { OwnRefundDto, OwnRefundPageDto } from './own-refund.dto.js';
import type { Refund } from './refund.entity.js';
import { toRefundView } from './refund-view.js';

/** A refund as its owner sees it. */
export function toOwnRefund(refund: Refund): OwnRefundDto {
  const { cause, reason, decisionNote, payer, payee } = refund;
  return {
    ...toRefundView(refund),
    cause,
    reason,
    decisionNote,
    payer,
    payee,
    requestedAt: refund.requestedAt?.toISOString() ?? null,
    decidedAt: refund.decidedAt?.toISOString() ?? null,
    paidAt: refund.paidAt?.toISOString() ?? null,
    createdAt: refund.createdAt.toISOString(),
  };
}

/** A page of at most `limit`, made of one row more where there is a next page. */
export function toOwnRefundPage(rows: readonly Refund[], limit: number): OwnRefundPageDto {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map(toOwnRefund),
    nextCursor:
      last === undefined
        ? null
        : encodeCursor({ createdAt: last.createdAt.toISOString(), id: last.id }),
  };
}
