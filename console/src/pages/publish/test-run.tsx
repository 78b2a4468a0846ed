import { useMutation } from '@tanstack/react-query';
import { ApiProblem, client, type Schema } from '../../api/index.ts';
import { Button, Card, CopyButton, count, Failed, Note } from '../../design/index.ts';
import { blobOf } from '../../shop/answer.ts';
import { BytesView, ImageView } from '../../shop/bytes-view.tsx';
import type { Filled } from '../../shop/order.ts';
import { OrderControl } from '../../shop/order-control.tsx';
import type { Draft } from './draft.ts';
import { testFieldsOf, testInputOf } from './test-input.ts';

type Answer = Schema<'TestRunAnswer'>;

/** Runs a resource as a buyer would, for nothing. */
export function TestRun({ draft }: { readonly draft: Draft }) {
  const fields = testFieldsOf(draft);
  const run = useMutation({
    mutationFn: async (filled: Filled) => {
      const params = { path: { id: draft.id } };
      const body = { input: testInputOf(draft, filled) as Record<string, never> };
      return (await client.POST('/api/v1/resources/{id}/test', { params, body })).data;
    },
  });
  const problem = run.error ? ApiProblem.from(run.error) : undefined;
  const errorOf = (name: string) =>
    problem?.fields.find(({ field }) => field === name || field === `input.${name}`)?.message;
  const isPlaced = fields.some(({ name }) => errorOf(name) !== undefined);
  return (
    <Card title="Test run" about={aboutOf(draft)}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate(Object.fromEntries(new FormData(event.currentTarget)) as Filled);
        }}
      >
        {fields.map((field) => (
          <OrderControl key={field.name} field={field} error={errorOf(field.name)} />
        ))}
        {problem && !isPlaced && <Failed error={problem} />}
        <div>
          <Button type="submit" busy={run.isPending}>
            Run it, free
          </Button>
        </div>
        <div aria-live="polite">{run.data && <AnswerOf key={run.data.id} answer={run.data} />}</div>
      </form>
    </Card>
  );
}

function aboutOf({ type }: Draft): string {
  if (type === 'static') return 'What buyers get. Nobody pays for it.';
  if (type === 'proxy') return 'Calls your endpoint as a buyer would. Nobody pays for it.';
  return 'As a buyer would. Nobody pays for it, and your provider charges your key as for any call.';
}

function AnswerOf({
  answer: { response, images, content, stopReason, usage },
}: {
  readonly answer: Answer;
}) {
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <div className="flex items-center justify-between gap-3">
        <h3 className="text-sm font-medium">Answer</h3>
        {response !== '' && <CopyButton text={response} what="the answer" />}
      </div>
      {response !== '' && (
        <div dir="auto" className="whitespace-pre-wrap">
          {response}
        </div>
      )}
      {images?.map((image) => (
        <ImageView key={image.url ?? image.base64} image={image} />
      ))}
      {content && <ContentOf content={content} />}
      {stopReason === 'max_tokens' && (
        <Note tone="warn">The answer is cut off: it reached the longest that you allow.</Note>
      )}
      {usage && (
        <p className="text-sm text-faint">
          {count(usage.input_tokens, 'token')} in, {count(usage.output_tokens, 'token')} out
        </p>
      )}
    </div>
  );
}

function ContentOf({ content }: { readonly content: Schema<'ContentDto'> }) {
  const { base64, mimeType, filename, length, encoding } = content;
  if (base64 === null || encoding !== null) {
    return (
      <p className="text-sm text-faint">
        {mimeType}, {count(length, 'byte')}: more than is shown here.
      </p>
    );
  }
  return <BytesView bytes={{ blob: blobOf(base64, mimeType), filename: filename ?? undefined }} />;
}
