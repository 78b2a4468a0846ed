import type { Schema } from '../../api/index.ts';
import type { Tone } from '../../design/index.ts';

/** All that is known of an account. */
export type AccountData = Schema<'AccountDataDto'>;
/** How an account stands, as shown beside its figures. */
export type Collection = Schema<'CollectionDto'>;

/** An account that this page can show. */
export interface Account {
  readonly name: string;
  /** Id of the service that is connected, and of the source of its figures. */
  readonly provider: 'anthropic' | 'openrouter_management';
  /** What forecasts and budgets call it. */
  readonly bill: 'anthropic' | 'openrouter';
  /** Service whose key budgets may switch off. */
  readonly key: 'claude' | 'openrouter';
  /** What its figures can be parted by, and the words for that. */
  readonly ways: Readonly<Record<string, string>>;
}

/** The accounts, by what the address calls them. */
export const ACCOUNTS = {
  anthropic: {
    name: 'Anthropic',
    provider: 'anthropic',
    bill: 'anthropic',
    key: 'claude',
    ways: { model: 'model', workspace: 'workspace', key: 'API key', product: 'product' },
  },
  openrouter: {
    name: 'OpenRouter',
    provider: 'openrouter_management',
    bill: 'openrouter',
    key: 'openrouter',
    ways: { model: 'model', key: 'API key', provider: 'provider' },
  },
} as const satisfies Record<string, Account>;

/** What the server has of an account: a word, and how it looks. */
export const COLLECTIONS: Readonly<Record<Collection['status'], readonly [string, Tone]>> = {
  waiting: ['Not read yet', 'accent'],
  collecting: ['Reading the past', 'accent'],
  complete: ['Up to date', 'good'],
  inconsistent: ['Does not add up at the provider', 'warn'],
  unreadable: ['The provider’s answer is not readable', 'bad'],
  unreachable: ['The provider does not answer', 'warn'],
  refused: ['The provider refuses the key', 'bad'],
  no_account: ['The key shows no account', 'warn'],
};
