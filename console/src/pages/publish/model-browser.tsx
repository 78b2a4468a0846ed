import { useEffect, useRef, useState } from 'react';
import { byCursor, lists } from '../../api/index.ts';
import {
  Badge,
  Button,
  Checkbox,
  count,
  Dialog,
  Empty,
  Field,
  Input,
  Pagination,
  Select,
  StateView,
} from '../../design/index.ts';
import {
  CAPABILITIES,
  type Capability,
  contextWords,
  type Model,
  priceWords,
} from './model-words.ts';
import { useSettled } from './use-settled.ts';

interface Filter {
  readonly q: string;
  readonly provider: string;
  readonly capability: Capability | '';
  readonly isCurated: boolean;
}

/** Finds a model in the catalogue: by words, by who runs it, by what it can do. */
export function ModelBrowser({
  open,
  onClose,
  provider,
  onChoose,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly provider: string | undefined;
  readonly onChoose: (model: string) => void;
}) {
  return (
    <Dialog open={open} onClose={onClose} title="Choose a model">
      <Browser provider={provider} onChoose={onChoose} />
    </Dialog>
  );
}

function Browser({
  provider,
  onChoose,
}: {
  readonly provider: string | undefined;
  readonly onChoose: (model: string) => void;
}) {
  const [filter, setFilter] = useState<Filter>({
    q: '',
    provider: provider ?? '',
    capability: '',
    isCurated: false,
  });
  return (
    <div className="flex flex-col gap-4">
      <Filters filter={filter} hasProvider={provider === undefined} onChange={setFilter} />
      <Found filter={filter} onChoose={onChoose} />
    </div>
  );
}

function Filters({
  filter,
  hasProvider,
  onChange,
}: {
  readonly filter: Filter;
  readonly hasProvider: boolean;
  readonly onChange: (filter: Filter) => void;
}) {
  const search = useRef<HTMLInputElement>(null);
  // Once the dialog is open, which it is after this.
  useEffect(() => queueMicrotask(() => search.current?.focus()), []);
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label="Search" className="sm:col-span-2">
        {(props) => (
          <Input
            {...props}
            type="search"
            ref={search}
            value={filter.q}
            maxLength={100}
            placeholder="haiku, gemini, mistral…"
            // The form around it is not to be sent.
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
            onChange={({ target }) => onChange({ ...filter, q: target.value })}
          />
        )}
      </Field>
      {hasProvider && (
        <Field label="On the key for">
          {(props) => (
            <Select
              {...props}
              value={filter.provider}
              onChange={({ target }) => onChange({ ...filter, provider: target.value })}
            >
              <option value="">Any provider</option>
              <option value="claude">Claude</option>
              <option value="openrouter">OpenRouter</option>
            </Select>
          )}
        </Field>
      )}
      <Field label="That can do">
        {(props) => (
          <Select
            {...props}
            value={filter.capability}
            onChange={({ target }) =>
              onChange({ ...filter, capability: target.value as Capability | '' })
            }
          >
            <option value="">Anything</option>
            {Object.entries(CAPABILITIES).map(([id, words]) => (
              <option key={id} value={id}>
                {words}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="sm:col-span-2">
        <Checkbox
          label="Only what this server recommends"
          checked={filter.isCurated}
          onChange={({ target }) => onChange({ ...filter, isCurated: target.checked })}
        />
      </div>
    </div>
  );
}

function Found({
  filter,
  onChoose,
}: {
  readonly filter: Filter;
  readonly onChoose: (model: string) => void;
}) {
  const { q, provider, capability, isCurated } = useSettled(filter);
  const query = {
    limit: 20,
    q: q.trim() || undefined,
    provider: provider || undefined,
    capability: capability === '' ? undefined : [capability],
    curated: isCurated || undefined,
  };
  const models = lists.useInfiniteQuery('get', '/api/v1/models', { params: { query } }, byCursor);
  const items = models.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <StateView
      of={models}
      height="h-72"
      isEmpty={() => items.length === 0}
      empty={<Empty title="No model is like that">Take a word or a filter away.</Empty>}
    >
      {() => (
        <div>
          <ul aria-label="Models" className="-mx-2 divide-y divide-line">
            {items.map((model) => (
              <Row key={model.model} model={model} onChoose={onChoose} />
            ))}
          </ul>
          <Pagination
            shown={count(items.length, 'model')}
            hasMore={models.hasNextPage}
            isLoading={models.isFetchingNextPage}
            onMore={() => void models.fetchNextPage()}
          />
        </div>
      )}
    </StateView>
  );
}

function Row({
  model,
  onChoose,
}: {
  readonly model: Model;
  readonly onChoose: (model: string) => void;
}) {
  const shown = model.capabilities.filter((each) => each !== 'json' && each !== 'tools');
  return (
    <li className="flex items-start justify-between gap-3 px-2 py-3">
      <div className="min-w-0">
        <p className="font-medium">
          {model.name} {model.isCurated && <Badge tone="good">Recommended</Badge>}
        </p>
        <code className="block font-mono text-xs wrap-anywhere text-faint">{model.model}</code>
        <p className="text-sm">
          {[priceWords(model), contextWords(model)].filter(Boolean).join(' · ')}
        </p>
        <p className="mt-1 flex flex-wrap gap-1 empty:hidden">
          {shown.map((each) => (
            <Badge key={each}>{CAPABILITIES[each]}</Badge>
          ))}
        </p>
      </div>
      <Button small onClick={() => onChoose(model.model)} aria-label={`Choose ${model.name}`}>
        Choose
      </Button>
    </li>
  );
}
