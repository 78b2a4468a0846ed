import { FINDINGS } from './finding-table.js';

/** The methods that are tried. */
export const METHODS = ['GET', 'POST'] as const;

export type Method = (typeof METHODS)[number];

export type FindingCode = keyof typeof FINDINGS;

/** Every code there is. */
export const FINDING_CODES = Object.keys(FINDINGS) as readonly FindingCode[];

/** Something that is wrong with an endpoint, or could be better. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly code: FindingCode;
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
  /** Undefined when it is about both methods. */
  readonly method: Method | undefined;
}

const MAX_DETAIL_LENGTH = 120;

/** @param detail what exactly was found; cut where it is long */
export function finding(code: FindingCode, method?: Method, detail?: string): Finding {
  const [severity, text, fix] = FINDINGS[code];
  const message = detail === undefined ? text : `${text}: ${detail.slice(0, MAX_DETAIL_LENGTH)}`;
  return { severity, code, message, fix, method };
}
