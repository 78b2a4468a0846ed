import { Empty, Page, StateView } from '../../design/index.ts';
import { NotFound } from '../../shell/lost.tsx';
import { ConfigurationStep } from './configuration-step.tsx';
import { DetailsStep } from './details-step.tsx';
import { DonePage } from './done-page.tsx';
import { type Draft, useDraft } from './draft.ts';
import { stepRoute } from './index.ts';
import { ReviewStep } from './review-step.tsx';

/** A step of a draft, or of what is on sale already. */
export function StepPage() {
  const { id, step } = stepRoute.useParams();
  const draft = useDraft(id);
  if (draft.data) return <StepOf key={`${id} ${step}`} draft={draft.data} step={step} />;
  return (
    <Page title="Publish">
      <StateView of={draft} height="h-96">
        {() => null}
      </StateView>
    </Page>
  );
}

function StepOf({ draft, step }: { readonly draft: Draft; readonly step: string }) {
  if (draft.status === 'archived') {
    return (
      <Page title={draft.name}>
        <Empty title="It is archived">What is archived does not change any more.</Empty>
      </Page>
    );
  }
  if (step === 'configuration') return <ConfigurationStep type={draft.type} draft={draft} />;
  if (step === 'details') return <DetailsStep draft={draft} />;
  if (step === 'review') return <ReviewStep draft={draft} />;
  return step === 'done' ? <DonePage draft={draft} /> : <NotFound />;
}
