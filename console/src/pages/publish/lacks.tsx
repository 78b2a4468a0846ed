import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, type Schema } from '../../api/index.ts';
import { useMe } from '../../shell/me.ts';
import { type Draft, isUndescribed, modelsOf, providerOf } from './draft.ts';
import { AcceptTerms, ChooseUsername } from './mend.tsx';

/** Something that is missing, and how it is mended. */
export interface Lack {
  readonly key: string;
  readonly words: string;
  /** Whether it cannot go on sale before; otherwise it can, and calls would fail. */
  readonly isHard: boolean;
  readonly mend?: ReactNode;
}

/** What is missing until buyers can call a resource. `isKnown` once all was asked. */
export function useLacks(draft: Draft): {
  readonly isKnown: boolean;
  readonly lacks: readonly Lack[];
  readonly error: unknown;
  readonly refetch: () => unknown;
} {
  const me = useMe();
  const terms = api.useQuery('get', '/api/v1/me/provider-terms');
  const verdict = api.useQuery(
    'post',
    '/api/v1/resources/validate',
    { body: whole(draft) },
    { staleTime: 0 },
  );
  const lacks = [
    ...(me.data?.username === null ? [USERNAME] : []),
    ...(isUndescribed(draft) ? [undescribed(draft.id)] : []),
    ...termsLacks(draft, terms.data?.items ?? []),
    ...(verdict.data?.errors ?? []).map((error) => ofError(draft, error)),
    ...(verdict.data?.warnings ?? []).map((warning) => ofWarning(draft, warning)),
  ];
  return {
    isKnown: me.data !== undefined && terms.data !== undefined && !verdict.isPending,
    lacks,
    error: verdict.error ?? terms.error ?? me.error,
    refetch: () => Promise.all([verdict.refetch(), terms.refetch(), me.refetch()]),
  };
}

/** A draft as if it were sent anew. What an endpoint elsewhere asks for, it says itself. */
function whole(draft: Draft): Schema<'ValidateListingDto'> {
  const { id, type, name, description, slug, category, price, networks, limits, config } = draft;
  const terms =
    type === 'external' || price === null || networks.length === 0
      ? {}
      : { price, networks, limits };
  return {
    resourceId: id,
    type,
    name,
    description,
    slug,
    category: category as Schema<'ValidateListingDto'>['category'],
    ...terms,
    config: config as Schema<'ValidateListingDto'>['config'],
  };
}

const USERNAME: Lack = {
  key: 'username',
  words: 'Choose a username: it stands in the address of all that you sell.',
  isHard: true,
  mend: <ChooseUsername />,
};

function undescribed(id: string): Lack {
  const words = 'Nobody knows yet what it is: describe it, and say what it costs.';
  return { key: 'details', words, isHard: true, mend: <ToStep id={id} step="details" /> };
}

function termsLacks(draft: Draft, all: readonly Schema<'ProviderTermsDto'>[]): Lack[] {
  const providers = new Set(modelsOf(draft).map(providerOf));
  return all
    .filter(
      ({ provider, isRequired, isAccepted }) =>
        providers.has(provider) && isRequired && !isAccepted,
    )
    .map((terms) => ({
      key: `terms ${terms.provider}`,
      words: `Selling what its models answer is bound to the terms of ${terms.name}.`,
      isHard: true,
      mend: <AcceptTerms terms={terms} />,
    }));
}

function ofError({ id }: Draft, { field, message }: Schema<'FieldErrorDto'>): Lack {
  const step = /^(config|type)\b/.test(field) ? 'configuration' : 'details';
  return {
    key: `${field} ${message}`,
    words: `${field}: ${message}`,
    isHard: true,
    mend: <ToStep id={id} step={step} />,
  };
}

function ofWarning({ id }: Draft, { code, message }: Schema<'WarningDto'>): Lack {
  const mended: Partial<Record<typeof code, ReactNode>> = {
    key_missing: (
      <Link to="/connections" className="link">
        Connect a key
      </Link>
    ),
    payout_wallet_missing: (
      <Link to="/settings" className="link">
        Choose a wallet
      </Link>
    ),
    cost_unknown: <ToStep id={id} step="details" />,
  };
  const mend = mended[code] ?? <ToStep id={id} step="configuration" />;
  return { key: code + message, words: WORDS[code] ?? message, isHard: false, mend };
}

const WORDS: Partial<Record<Schema<'WarningDto'>['code'], string>> = {
  secret_missing: 'Your endpoint wants a secret, and none is stored: nobody can buy a call.',
};

function ToStep({ id, step }: { readonly id: string; readonly step: 'configuration' | 'details' }) {
  return (
    <Link to="/publish/$id/$step" params={{ id, step }} className="link">
      {step === 'details' ? 'Change the details' : 'Change the configuration'}
    </Link>
  );
}
