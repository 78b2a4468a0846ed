/** Why a result is not stored; told to buyers. */
export type StorageFailure =
  /** The storage did not answer, or with an error of its own. */
  | 'unavailable'
  /** It answered without sense. */
  | 'bad_answer'
  /** It offers no way to pay that this server accepts. */
  | 'not_payable'
  /** It asks for more than the server pays for one result. */
  | 'too_dear'
  /** The server has spent what it spends on storage in a day. */
  | 'budget_spent'
  /** It did not take the payment. */
  | 'refused'
  /** It was paid and gave no answer that can be used. */
  | 'answer_lost'
  /** The result is larger than what is stored. */
  | 'too_large'
  /** The result was not kept for long enough. */
  | 'result_expired';

/** How it stands with storing a result, as buyers are told. */
export type StorageView =
  | { readonly status: 'pending' }
  | { readonly status: 'stored'; readonly cid: string; readonly url: string }
  | { readonly status: 'failed'; readonly reason: StorageFailure };

/** The header in which answers that are bytes tell it. */
export const STORAGE_HEADER = 'Output-Storage';

/** The part of a stored output that {@link viewOf} shows. */
export interface StorageState {
  readonly status: 'due' | 'paying' | 'stored' | 'failed';
  readonly reason: StorageFailure | null;
  readonly cid: string | null;
  readonly url: string | null;
}

/** What buyers are told of a stored output. */
export function viewOf({ status, reason, cid, url }: StorageState): StorageView {
  if (status === 'stored' && cid !== null && url !== null) return { status, cid, url };
  if (status === 'failed' && reason !== null) return { status, reason };
  return { status: 'pending' };
}

/** The same as an item of RFC 8941; its strings were checked to need no escapes. */
export function storageHeader(view: StorageView): string {
  const { status, ...parameters } = view;
  const written = Object.entries(parameters).map(([name, value]) => `; ${name}="${value}"`);
  return `${status}${written.join('')}`;
}
