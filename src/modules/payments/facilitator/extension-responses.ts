import { z } from 'zod';
import { parseJson } from '../../../common/json/index.js';
import type { IndexReport } from '../x402/paid-route.js';

/** What its index said, of whichever facilitator. */
type Said = Omit<IndexReport, 'index'>;

/** Larger ones are not read: real ones have some hundred bytes. */
const MAX_HEADER = 4_096;
const MAX_REASON = 300;

const STATUSES = { success: 'indexed', processing: 'processing', rejected: 'rejected' } as const;

const responses = z.object({
  bazaar: z.object({
    status: z.enum(['success', 'processing', 'rejected']),
    rejectedReason: z.string().optional().catch(undefined),
  }),
});

/**
 * What the header EXTENSION-RESPONSES of a facilitator says of its index (x402 specification v2, section
 * 7.2.1); undefined where it says nothing that can be read.
 */
export function readExtensionResponses(header: unknown): Said | undefined {
  if (typeof header !== 'string' || header.length > MAX_HEADER) return undefined;
  const { data } = responses.safeParse(parseJson(Buffer.from(header, 'base64').toString()));
  if (data === undefined) return undefined;
  const { status, rejectedReason } = data.bazaar;
  const reason = status === 'rejected' ? oneLine(rejectedReason ?? '') : '';
  return { status: STATUSES[status], reason: reason === '' ? null : reason };
}

/** Without what garbles or hides in the text around it. */
function oneLine(text: string): string {
  const line = text.replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return Array.from(line.slice(0, 2 * MAX_REASON))
    .slice(0, MAX_REASON)
    .join('');
}

const reply = z.object({ indexReport: z.custom<Said | undefined>() });

/** What {@link readExtensionResponses} put into a facilitator's reply. */
export function indexReportIn(value: unknown): Said | undefined {
  return reply.safeParse(value).data?.indexReport;
}
