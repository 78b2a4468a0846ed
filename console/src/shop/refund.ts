import type { Schema } from '../api/types.ts';
import { forget, keep, kept } from '../kept/kept.ts';
import { Refused } from './problem.ts';

/** A refund, as everybody who knows its id may see it. */
export type Refund = Schema<'RefundDto'>;

const keyOf = (path: string) => `coinslot:refund:${path}`;

/** Id of the last refund of something that this browser bought at an address. */
export function keptRefund(path: string): string | undefined {
  return kept(keyOf(path));
}

/** Keeps it for later visits: refunds take their time. Who knows the id sees how the refund stands, and no more. */
export function keepRefund(path: string, id: string): void {
  keep(keyOf(path), id);
}

export function forgetRefund(path: string): void {
  forget(keyOf(path));
}

/** How a refund stands. @throws {Refused} */
export function readRefund(id: string): Promise<Refund> {
  return readJson<Refund>(`/api/v1/refunds/${id}`);
}

/** What the API says at a path that is open to everybody. @throws {Refused} */
export async function readJson<T>(path: string): Promise<T> {
  const response = await fetch(path, { credentials: 'omit' });
  if (!response.ok) throw await Refused.by(response);
  return (await response.json()) as T;
}
