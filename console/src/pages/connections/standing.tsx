import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Ago, Note } from '../../design/index.ts';
import type { Integration } from './words.ts';

const HAS_ACCOUNT = new Set(['anthropic', 'openrouter_management']);

/** Since when a service is connected, what is known of the account, when access ends, and what is wrong. */
export function Standing({ service: { connection, provider } }: { readonly service: Integration }) {
  const { status, lastError, lastErrorAt, metadata } = connection;
  if (status === 'disconnected') {
    return lastError === null ? null : <Wrong reason={lastError} at={lastErrorAt} isBad={false} />;
  }
  const facts = factsOf(metadata);
  return (
    <div className="mt-2 flex flex-col gap-2 text-sm">
      <dl className="flex flex-wrap gap-x-5 gap-y-1">
        <Fact name="Connected" at={connection.connectedAt} />
        <Fact name="Renewed" at={connection.lastRefreshedAt} />
        <Fact name="Access ends" at={connection.tokenExpiresAt} />
        {facts.map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </dl>
      {HAS_ACCOUNT.has(provider) && status === 'connected' && (
        <p>
          <Link
            to="/accounts"
            search={provider === 'anthropic' ? {} : { account: 'openrouter' }}
            className="link"
          >
            See what this account uses and costs
          </Link>
        </p>
      )}
      {lastError !== null && (
        <Wrong reason={lastError} at={lastErrorAt} isBad={status !== 'connected'} />
      )}
    </div>
  );
}

function Fact({
  name,
  at,
  children,
}: {
  readonly name: string;
  readonly at?: string | null;
  readonly children?: ReactNode;
}) {
  if (at === null) return null;
  return (
    <div className="flex min-w-0 gap-1.5">
      <dt className="shrink-0 text-faint">{name}</dt>
      <dd className="min-w-0 break-words">{at === undefined ? children : <Ago at={at} />}</dd>
    </div>
  );
}

function Wrong({
  reason,
  at,
  isBad,
}: {
  readonly reason: string;
  readonly at: string | null;
  readonly isBad: boolean;
}) {
  return (
    <div className="mt-2 text-sm">
      <Note tone={isBad ? 'bad' : 'warn'}>
        {reason} {at !== null && <Ago at={at} />}
      </Note>
    </div>
  );
}

/** What is known of an account in a line or two: texts, numbers and yes or no; lists by their lengths. */
function factsOf(metadata: object | null): [string, string][] {
  return Object.entries(metadata ?? {})
    .flatMap(([key, value]): [string, string][] => {
      const text = told(value);
      return text === undefined ? [] : [[words(key), text]];
    })
    .slice(0, 6);
}

function told(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' || isInstant(value) ? undefined : value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((each) => typeof each === 'string');
  return texts.length === value.length && texts.length > 0 && texts.length <= 4
    ? texts.join(', ')
    : String(value.length);
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT/.test(text);
}

/** `shopName` as `Shop name`. */
function words(key: string): string {
  const text = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
