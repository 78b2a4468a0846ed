import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../api/index.ts';
import { Button, ButtonLink, Card, Failed } from '../../design/index.ts';
import { Checklist } from './checklist.tsx';
import { inputsOf } from './configuration.ts';
import { type Draft, useRefresh } from './draft.ts';
import { useLacks } from './lacks.tsx';
import { Step, StepEnd } from './steps.tsx';
import { SummaryCards } from './summary-cards.tsx';
import { TestRun } from './test-run.tsx';
import { Verification } from './verification.tsx';

/** Step four: everything at a glance, a test run, and the button. */
export function ReviewStep({ draft }: { readonly draft: Draft }) {
  const lacks = useLacks(draft);
  const isOn = draft.status === 'published';
  return (
    <Step
      number={4}
      draft={draft}
      title={draft.name}
      about={isOn ? 'It is on sale as it stands here.' : 'Try it, and put it on sale.'}
    >
      <div className="grid items-start gap-4 sm:gap-5 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4 sm:gap-5">
          <SummaryCards draft={draft} />
        </div>
        <div className="flex min-w-0 flex-col gap-4 sm:gap-5">
          {draft.type === 'external' ? <EndpointCard draft={draft} /> : <TestRun draft={draft} />}
          <Card title="What is missing">
            <Checklist of={lacks} />
          </Card>
          {isOn ? <Finish draft={draft} /> : <Publish draft={draft} lacks={lacks} />}
        </div>
      </div>
    </Step>
  );
}

function EndpointCard({ draft }: { readonly draft: Draft }) {
  return (
    <Card title="Endpoint" about="As buyers find it, asked without a payment.">
      <Verification isAsked url={inputsOf(draft).config.url} />
    </Card>
  );
}

function Publish({
  draft: { id },
  lacks: { isKnown, lacks },
}: {
  readonly draft: Draft;
  readonly lacks: ReturnType<typeof useLacks>;
}) {
  const navigate = useNavigate();
  const refresh = useRefresh();
  const publish = useMutation({
    mutationFn: () => client.POST('/api/v1/resources/{id}/publish', { params: { path: { id } } }),
    onSuccess: async () => {
      await refresh();
      await navigate({ to: '/publish/$id/$step', params: { id, step: 'done' } });
    },
  });
  const isHeld = lacks.some(({ isHard }) => isHard);
  return (
    <>
      {publish.error && <Failed error={publish.error} />}
      <StepEnd
        back={
          <ButtonLink to="/publish/$id/$step" params={{ id, step: 'details' }}>
            Back
          </ButtonLink>
        }
      >
        <Button
          variant="primary"
          busy={publish.isPending}
          disabled={!isKnown || isHeld}
          onClick={() => publish.mutate()}
        >
          Put it on sale
        </Button>
      </StepEnd>
    </>
  );
}

function Finish({ draft: { id } }: { readonly draft: Draft }) {
  return (
    <StepEnd
      back={
        <ButtonLink to="/resources/$id" params={{ id }}>
          Sales and runs
        </ButtonLink>
      }
    >
      <ButtonLink to="/publish/$id/$step" params={{ id, step: 'done' }} variant="primary">
        Address and commands
      </ButtonLink>
    </StepEnd>
  );
}
