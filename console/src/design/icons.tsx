import type { ReactNode } from 'react';

/** A picture beside words that say the same: screen readers pass over it. */
export function Icon({
  children,
  className = 'size-5',
}: {
  children: ReactNode;
  className?: string;
}) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`${className} shrink-0`}
    >
      {children}
    </svg>
  );
}

/** Shows that something is under way. */
export const Spinner = () => (
  <Icon className="size-4 animate-spin">
    <path d="M12 3a9 9 0 1 0 9 9" />
  </Icon>
);
export const OverviewIcon = () => (
  <Icon>
    <path d="M4 20V10M10 20V4M16 20v-7M21 20H3" />
  </Icon>
);
export const ResourcesIcon = () => (
  <Icon>
    <path d="m12 3 9 5-9 5-9-5 9-5ZM3 13l9 5 9-5" />
  </Icon>
);
export const ConnectionsIcon = () => (
  <Icon>
    <path d="M9 7V3M15 7V3M6 7h12v4a6 6 0 0 1-12 0V7ZM12 17v4" />
  </Icon>
);
export const AccountsIcon = () => (
  <Icon>
    <path d="M4 18a8 8 0 1 1 16 0M12 18l4-6" />
  </Icon>
);
export const EarningsIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <path d="M15 9.2C14.5 8.4 13.4 8 12 8c-1.7 0-3 .8-3 2s1.3 1.7 3 2 3 .8 3 2-1.3 2-3 2c-1.4 0-2.5-.4-3-1.200M12 6v2M12 16v2" />
  </Icon>
);
export const SettingsIcon = () => (
  <Icon>
    <path d="M4 7h9M19 7h1M4 17h1M11 17h9" />
    <circle cx="16" cy="7" r="2.5" />
    <circle cx="8" cy="17" r="2.5" />
  </Icon>
);
export const MenuIcon = () => (
  <Icon>
    <path d="M4 7h16M4 12h16M4 17h16" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="m6 6 12 12M18 6 6 18" />
  </Icon>
);
export const WarningIcon = () => (
  <Icon className="size-4">
    <path d="M12 4 2.5 20h19L12 4ZM12 10v4M12 17v.01" />
  </Icon>
);
export const RefreshIcon = () => (
  <Icon className="size-4">
    <path d="M20 11a8 8 0 1 0-2 6M20 5v6h-6" />
  </Icon>
);

/** The mark of Coinslot. */
export const Mark = () => (
  <svg aria-hidden="true" viewBox="0 0 32 32" className="size-7 shrink-0">
    <rect width="32" height="32" rx="8" className="fill-accent" />
    <rect x="7" y="20" width="18" height="3" rx="1.5" className="fill-on-accent" />
    <path d="M9 18a7 7 0 0 1 14 0Z" className="fill-brass" />
  </svg>
);
