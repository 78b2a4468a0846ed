import { useState } from 'react';
import { Button, Select } from '../design/index.ts';
import { signOut, useMe } from './me.ts';
import { type Theme, useTheme } from './theme.ts';

/** Who is signed in, how pages look, and the way out. */
export function AccountMenu() {
  const { data: me } = useMe();
  const [theme, setTheme] = useTheme();
  const [isLeaving, setLeaving] = useState(false);
  const leave = () => {
    setLeaving(true);
    void signOut().catch(() => setLeaving(false));
  };
  return (
    <div className="flex flex-col gap-3 border-t border-line px-3 pt-4 text-sm">
      {me && (
        <div className="min-w-0">
          <p className="truncate font-medium">{me.displayName ?? me.username ?? 'No name yet'}</p>
          <p className="truncate text-faint">
            {me.username ? `@${me.username}` : short(me.walletAddress)}
          </p>
        </div>
      )}
      <label className="flex items-center justify-between gap-2 text-faint">
        Look
        <Select
          className="!min-h-8 !w-auto !border-line !py-1 text-sm"
          value={theme}
          onChange={({ target }) => setTheme(target.value as Theme)}
        >
          <option value="system">System</option>
          <option value="light">Light</option>
          <option value="dark">Dark</option>
        </Select>
      </label>
      <Button small busy={isLeaving} onClick={leave}>
        Sign out
      </Button>
    </div>
  );
}

/** The ends of an address: enough to know one's own. */
export function short(address: string | null): string {
  return address === null ? '' : `${address.slice(0, 6)}…${address.slice(-4)}`;
}
