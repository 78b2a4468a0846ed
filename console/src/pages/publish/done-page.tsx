import {
  ButtonAnchor,
  ButtonLink,
  Card,
  Copyable,
  CopyButton,
  Note,
  OutIcon,
  Page,
} from '../../design/index.ts';
import { Checklist } from './checklist.tsx';
import { curlOf } from './curl.ts';
import type { Draft } from './draft.ts';
import { useLacks } from './lacks.tsx';

/** What was published: where it is, how it is called, and where people buy it. */
export function DonePage({ draft }: { readonly draft: Draft }) {
  const { id, name, url, status } = draft;
  const lacks = useLacks(draft);
  const isOn = status === 'published' && url !== null;
  return (
    <Page
      title={isOn ? `${name} is on sale` : name}
      about={
        isOn
          ? 'People and agents can buy it from now on, wherever they find its address.'
          : undefined
      }
      actions={<ButtonLink to="/publish">Publish something else</ButtonLink>}
    >
      {isOn ? <Address draft={draft} url={url} /> : <Note tone="warn">It is not on sale.</Note>}
      {lacks.lacks.length > 0 && (
        <Card title="Calls do not succeed yet">
          <Checklist of={lacks} />
        </Card>
      )}
      <div className="flex flex-wrap gap-3">
        {isOn && (
          <ButtonAnchor variant="primary" href={url} target="_blank" rel="noreferrer">
            See it in the shop <OutIcon />
          </ButtonAnchor>
        )}
        <ButtonLink to="/resources/$id" params={{ id }}>
          Sales and runs
        </ButtonLink>
      </div>
    </Page>
  );
}

function Address({ draft, url }: { readonly draft: Draft; readonly url: string }) {
  const curl = curlOf(draft);
  return (
    <Card title="Call it" className="max-w-3xl">
      <div className="flex flex-col gap-4">
        <div>
          <p className="mb-1 text-sm text-faint">Its address, for buyers and their agents</p>
          <Copyable text={url} what="address" />
        </div>
        <div>
          <div className="flex items-end justify-between gap-3">
            <p className="mb-1 text-sm text-faint">
              In a shell. Without a payment it answers 402 and the price
            </p>
            <CopyButton text={curl} what="command" />
          </div>
          <pre
            tabIndex={0}
            className="overflow-x-auto rounded-control border border-line bg-sunk p-3 font-mono text-sm"
          >
            {curl}
          </pre>
        </div>
      </div>
    </Card>
  );
}
