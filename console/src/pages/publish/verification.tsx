import { useState } from 'react';
import { api, type Schema } from '../../api/index.ts';
import { useNetworkName } from '../../chain/index.ts';
import {
  Badge,
  Button,
  classes,
  RefreshIcon,
  StateView,
  usd,
  WarningIcon,
} from '../../design/index.ts';

type Verdict = Schema<'VerificationDto'>;
type Finding = Schema<'FindingDto'>;

/** Asks an x402 endpoint without paying, and says what keeps buyers from it and how that is mended. */
export function Verification({
  url,
  isAsked = false,
}: {
  readonly url: string;
  /** Whether it is asked at once, without the button. */
  readonly isAsked?: boolean;
}) {
  const [asked, setAsked] = useState(isAsked ? url : undefined);
  const verdict = api.useQuery(
    'post',
    '/api/v1/resources/verify',
    { body: { url: asked ?? '' } },
    { enabled: asked !== undefined },
  );
  const ask = () => (asked === url ? void verdict.refetch() : setAsked(url));
  return (
    <div className="flex flex-col items-start gap-3">
      <Button busy={verdict.isFetching} disabled={!/^https?:\/\/./.test(url)} onClick={ask}>
        {!verdict.isFetching && asked !== undefined && <RefreshIcon />}
        {asked === undefined ? 'Check the endpoint' : 'Check again'}
      </Button>
      {asked !== undefined && (
        <div aria-live="polite" className="w-full">
          <StateView of={verdict} height="h-24">
            {(data) => <Findings verdict={data} />}
          </StateView>
        </div>
      )}
    </div>
  );
}

function Findings({
  verdict: { valid, offers, method, errors, warnings },
}: {
  readonly verdict: Verdict;
}) {
  const nameOf = useNetworkName();
  const usable = offers.filter((offer) => offer.usable);
  return (
    <div
      className={classes(
        'flex flex-col gap-3 rounded-control p-4 text-sm',
        valid ? 'bg-good-soft' : 'bg-bad-soft',
      )}
    >
      <p className={classes('font-medium', valid ? 'text-good' : 'text-bad')}>
        {valid ? 'Buyers can pay it' : 'Buyers cannot pay it yet'}
      </p>
      {valid && (
        <p>
          {method} for{' '}
          {[
            ...new Set(
              usable.map(({ price, network }) => `${usd(price ?? '')} on ${nameOf(network)}`),
            ),
          ].join(', ')}
        </p>
      )}
      {errors.length + warnings.length > 0 && (
        <ul className="flex flex-col gap-3">
          {unlike([...errors, ...warnings]).map((finding) => (
            <Item key={keyOf(finding)} finding={finding} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** The same can be found of several offers. */
function unlike(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [keyOf(finding), finding])).values()];
}

function keyOf({ code, message, method }: Finding): string {
  return `${code} ${method} ${message}`;
}

function Item({ finding: { message, fix, method } }: { readonly finding: Finding }) {
  return (
    <li className="flex items-start gap-2">
      <span className="mt-0.5">
        <WarningIcon />
      </span>
      <div>
        <p className="font-medium">
          {message} {method !== null && <Badge>{method}</Badge>}
        </p>
        <p>{fix}</p>
      </div>
    </li>
  );
}
