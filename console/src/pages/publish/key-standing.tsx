import { Link } from '@tanstack/react-router';
import { api, type Schema } from '../../api/index.ts';
import { Badge, Note, type Tone } from '../../design/index.ts';
import { providerOf } from './draft.ts';

type Standing = Schema<'KeyConfigAnswer'>['status'];

const NAMES: Readonly<Record<string, string>> = { claude: 'Claude', openrouter: 'OpenRouter' };

const BADGES: Readonly<Record<Standing, readonly [string, Tone]>> = {
  valid: ['connected', 'good'],
  unverified: ['connected', 'good'],
  missing: ['no key yet', 'warn'],
  invalid: ['key refused', 'bad'],
  disabled: ['switched off', 'warn'],
};

const LACKS: Readonly<Partial<Record<Standing, string>>> = {
  missing: 'no key is stored',
  invalid: 'its provider refuses your key',
  disabled: 'you switched the key off',
};

/** How a creator stands with a provider of models. Providers that other teams add are not known here. */
function useKey(provider: string) {
  const params = { params: { path: { provider } } };
  return api.useQuery('get', '/api/v1/integrations/{provider}/config', params).data?.status;
}

/** Whether there is a key for a provider, in two words. */
export function KeyBadge({ provider }: { readonly provider: string }) {
  const status = useKey(provider);
  if (status === undefined) return null;
  const [words, tone] = BADGES[status];
  return (
    <Badge tone={tone}>
      {NAMES[provider] ?? provider}: {words}
    </Badge>
  );
}

/** Warns that calls of a model would fail, and leads to where that is mended. Shows nothing where there is a key. */
export function KeyWarning({ model }: { readonly model: string }) {
  const provider = providerOf(model);
  const status = useKey(provider);
  const lack = status && LACKS[status];
  if (lack === undefined) return null;
  return (
    <Note tone="warn">
      Nobody can call this model for now: {lack} for {NAMES[provider] ?? provider}. You can go on,
      and{' '}
      <Link to="/connections" className="underline underline-offset-2">
        connect a key
      </Link>{' '}
      before you publish.
    </Note>
  );
}
