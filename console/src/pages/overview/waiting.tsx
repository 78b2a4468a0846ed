import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../../api/index.ts';
import { CheckIcon, count } from '../../design/index.ts';

/** As many as are counted; of more it says so. */
const MOST = 100;

/** Refunds and drafts that wait for their creator. What cannot be read now is left out: its page says why. */
export function Waiting({ drafts }: { readonly drafts: number }) {
  const requested = useRefunds('requested');
  const owed = useRefunds('owed');
  return (
    <ul className="flex flex-col divide-y divide-line text-sm">
      <Item many={requested} to="/earnings" about="Buyers ask for their money back.">
        {counted(requested, 'refund')} to decide
      </Item>
      <Item many={owed} to="/earnings" about="You owe them, and send the money yourself.">
        {counted(owed, 'refund')} to pay back
      </Item>
      <Item many={drafts} to="/resources" about="Only what is published is on sale.">
        {counted(drafts, 'draft')} to finish
      </Item>
      <li className="flex items-center gap-2 py-2 text-faint">
        <CheckIcon /> Everything is set up: what you published is on sale.
      </li>
    </ul>
  );
}

function useRefunds(status: 'requested' | 'owed'): number {
  const params = { query: { status, limit: MOST } };
  const { data } = api.useQuery('get', '/api/v1/me/refunds', { params });
  return data?.items.length ?? 0;
}

function counted(many: number, one: string): string {
  return many >= MOST ? `${MOST} or more ${one}s` : count(many, one);
}

function Item({
  many,
  to,
  about,
  children,
}: {
  readonly many: number;
  readonly to: '/earnings' | '/resources';
  readonly about: string;
  readonly children: ReactNode;
}) {
  if (many === 0) return null;
  return (
    <li className="py-2">
      <Link to={to} className="link font-medium">
        {children}
      </Link>
      <span className="block text-faint">{about}</span>
    </li>
  );
}
