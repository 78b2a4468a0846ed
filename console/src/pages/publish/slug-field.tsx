import { useFormContext, useWatch } from 'react-hook-form';
import { api, type Schema } from '../../api/index.ts';
import { Button, CheckIcon, Field, Input } from '../../design/index.ts';
import { useMe } from '../../shell/me.ts';
import type { DetailInputs } from './details.ts';
import type { Draft } from './draft.ts';
import { useSettled } from './use-settled.ts';

const FORM = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The last part of the address, checked while it is typed. What is on sale keeps its own. */
export function SlugField({ draft }: { readonly draft: Draft }) {
  const { register, formState } = useFormContext<DetailInputs>();
  const isFixed = draft.status === 'published';
  const rules = {
    required: 'Give it an address.',
    pattern: { value: FORM, message: 'Small letters and digits, in words joined by hyphens.' },
  };
  return (
    <Field
      label="Address"
      error={formState.errors.slug?.message}
      hint={isFixed ? 'Take it off sale to change its address.' : <Availability draft={draft} />}
    >
      {(props) => (
        <div className="flex flex-wrap items-center gap-x-1 gap-y-1.5">
          <Before url={draft.url} />
          <Input
            {...props}
            {...register('slug', rules)}
            readOnly={isFixed}
            maxLength={60}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="min-w-40 flex-1 font-mono text-sm read-only:bg-sunk"
          />
        </div>
      )}
    </Field>
  );
}

function Before({ url }: { readonly url: string | null }) {
  const me = useMe();
  const begin = url?.slice(0, url.lastIndexOf('/') + 1);
  const told = begin ?? `${location.origin}/@${me.data?.username ?? 'username'}/`;
  return <code className="font-mono text-sm wrap-anywhere text-faint">{told}</code>;
}

function Availability({ draft: { id } }: { readonly draft: Draft }) {
  const { control, setValue } = useFormContext<DetailInputs>();
  const typed = useWatch({ control, name: 'slug' });
  const slug = useSettled(typed);
  const verdict = api.useQuery(
    'get',
    '/api/v1/resources/check-slug',
    { params: { query: { slug, resourceId: id } } },
    { enabled: slug !== '', staleTime: 0 },
  );
  const isNew = slug === typed && !verdict.isFetching;
  const use = (suggestion: string) =>
    setValue('slug', suggestion, { shouldDirty: true, shouldValidate: true });
  return (
    <span role="status" className="flex min-h-6 flex-wrap items-center gap-2">
      {isNew && verdict.data && <Words verdict={verdict.data} onUse={use} />}
    </span>
  );
}

function Words({
  verdict: { valid, available, suggestion },
  onUse,
}: {
  readonly verdict: Schema<'SlugVerdictDto'>;
  readonly onUse: (slug: string) => void;
}) {
  if (available) {
    return (
      <span className="inline-flex items-center gap-1 text-good">
        <CheckIcon /> You can use it
      </span>
    );
  }
  return (
    <>
      <span className="text-warn">
        {valid
          ? 'You cannot use it: it is taken, or reserved.'
          : 'Small letters, digits and hyphens only.'}
      </span>
      {suggestion !== undefined && (
        <Button small onClick={() => onUse(suggestion)}>
          Use {suggestion}
        </Button>
      )}
    </>
  );
}
