import { useNavigate } from '@tanstack/react-router';
import { api, type Schema } from '../../api/index.ts';
import {
  Badge,
  ButtonAnchor,
  ButtonLink,
  Copyable,
  Note,
  OutIcon,
  Page,
  StateView,
} from '../../design/index.ts';
import { periodOf, rangeName } from '../../shell/period.ts';
import { PeriodPicker } from '../../shell/period-picker.tsx';
import { FailureReasons } from './failure-reasons.tsx';
import { resourceRoute, type Use } from './index.ts';
import { Limits } from './limits.tsx';
import { Sales } from './sales.tsx';
import { SaleSwitch } from './sale-switch.tsx';
import { StatusBadge, TYPE_NAMES } from './status-badge.tsx';
import { Versions } from './versions.tsx';
import { UsageLines } from './usage-lines.tsx';

/** One resource: what it sells for, what it earned, why runs failed, what holds calls back, and each run. */
export function ResourcePage() {
  const { id } = resourceRoute.useParams();
  const search = resourceRoute.useSearch();
  const period = periodOf(search);
  const navigate = useNavigate({ from: '/resources/$id' });
  const resource = api.useQuery('get', '/api/v1/resources/mine/{id}', { params: { path: { id } } });
  const choose = (runs: Use | undefined) =>
    void navigate({ search: (before) => ({ ...before, runs }), replace: true });
  return (
    <Page
      title={resource.data?.name ?? 'Resource'}
      about={resource.data && <About resource={resource.data} />}
      actions={resource.data && <Actions resource={resource.data} />}
      filters={<PeriodPicker search={search} />}
    >
      <StateView of={resource} height="h-10">
        {(data) => <Address resource={data} />}
      </StateView>
      <Sales id={id} period={period} range={rangeName(search)} />
      <div className="grid gap-4 sm:gap-5 xl:grid-cols-2">
        <FailureReasons id={id} period={period} />
        {resource.data && resource.data.status !== 'archived' && (
          <Limits id={id} limits={resource.data.limits} />
        )}
      </div>
      {resource.data && <Versions id={id} type={resource.data.type} />}
      <UsageLines id={id} period={period} status={search.runs} onStatus={choose} />
    </Page>
  );
}

type Owned = Schema<'OwnedResourceDto'>;

function About({ resource }: { readonly resource: Owned }) {
  const { status, type, price, usagePrice, version, supportsRefunds } = resource;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <StatusBadge status={status} />
      <span>{TYPE_NAMES[type] ?? type}</span>
      <span>
        · {price === null ? 'no price yet' : `${usagePrice ? 'up to ' : ''}$${price} a call`}
      </span>
      <span>· {version === null ? 'no version yet' : `version ${version}`}</span>
      {supportsRefunds && <Badge>Refunds</Badge>}
    </span>
  );
}

function Actions({ resource }: { readonly resource: Owned }) {
  return (
    <>
      {resource.status === 'published' && resource.url !== null && (
        <ButtonAnchor href={resource.url} target="_blank" rel="noreferrer">
          See it as buyers do <OutIcon />
        </ButtonAnchor>
      )}
      {resource.status !== 'archived' && (
        <ButtonLink
          to="/publish/$id/$step"
          params={{ id: resource.id, step: resource.status === 'draft' ? 'details' : 'review' }}
        >
          {resource.status === 'draft' ? 'Go on' : 'Edit'}
        </ButtonLink>
      )}
      <SaleSwitch resource={resource} />
    </>
  );
}

function Address({
  resource: { url, status, typeIsAvailable, endpoint },
}: {
  readonly resource: Owned;
}) {
  return (
    <div className="flex flex-col gap-3">
      {url === null ? (
        <Note tone="warn">Choose a username: it stands in the address of all that you sell.</Note>
      ) : (
        status !== 'archived' && <Copyable text={url} what="address" />
      )}
      {!typeIsAvailable && (
        <Note tone="bad">This server does not have this type any more: nobody can buy it.</Note>
      )}
      {endpoint?.problem && (
        <Note tone="bad">The last check of the endpoint: {endpoint.problem}</Note>
      )}
    </div>
  );
}
