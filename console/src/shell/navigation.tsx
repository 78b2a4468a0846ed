import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import {
  AccountsIcon,
  ConnectionsIcon,
  EarningsIcon,
  OverviewIcon,
  ResourcesIcon,
  SettingsIcon,
} from '../design/index.ts';

interface Item {
  readonly to: LinkProps['to'];
  readonly label: string;
  readonly icon: ReactNode;
}

/** What the navigation shows, in its order. A page adds one line. */
const ITEMS: readonly Item[] = [
  { to: '/', label: 'Overview', icon: <OverviewIcon /> },
  { to: '/resources', label: 'Resources', icon: <ResourcesIcon /> },
  { to: '/earnings', label: 'Earnings', icon: <EarningsIcon /> },
  { to: '/connections', label: 'Connections', icon: <ConnectionsIcon /> },
  { to: '/accounts', label: 'Provider accounts', icon: <AccountsIcon /> },
  { to: '/settings', label: 'Settings', icon: <SettingsIcon /> },
];

/** Links to the parts of the console. @param onGo told when one is followed */
export function Navigation({ onGo }: { readonly onGo?: () => void }) {
  return (
    <nav aria-label="Console">
      <ul className="flex flex-col gap-0.5">
        {ITEMS.map(({ to, label, icon }) => (
          <li key={label}>
            <Link
              to={to}
              onClick={onGo}
              activeOptions={{ exact: to === '/' }}
              className="flex items-center gap-3 rounded-control px-3 py-2 font-medium text-faint hover:bg-sunk hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
            >
              {icon}
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
