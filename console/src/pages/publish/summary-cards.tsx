import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import { NetworkName } from '../../chain/index.ts';
import { Card, groupDigits, Unknown, usd } from '../../design/index.ts';
import { CategoryName } from './categories.tsx';
import { type ConfigInputs, inputsOf } from './configuration.ts';
import { type Configured, type Draft, isUndescribed } from './draft.ts';
import { typeName } from './types.tsx';

interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

/** All that was said of a resource, with the way back to each step. */
export function SummaryCards({ draft }: { readonly draft: Draft }) {
  return (
    <>
      <Card title="Configuration" aside={<Edit draft={draft} step="configuration" />}>
        <Configuration of={draft} />
      </Card>
      <Card title="Details" aside={<Edit draft={draft} step="details" />}>
        <Facts facts={detailFacts(draft)} />
      </Card>
    </>
  );
}

/** What a resource, or a version of one, does. */
export function Configuration({ of }: { readonly of: Configured }) {
  return <Facts facts={[fact('Type', typeName(of.type)), ...configurationFacts(of)]} />;
}

function Edit({
  draft: { id },
  step,
}: {
  readonly draft: Draft;
  readonly step: 'configuration' | 'details';
}) {
  return (
    <Link to="/publish/$id/$step" params={{ id, step }} className="link text-sm">
      Edit <span className="sr-only">the {step}</span>
    </Link>
  );
}

function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-1 text-sm sm:grid-cols-[max-content_minmax(0,1fr)] sm:gap-y-2">
      {facts.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="text-faint">{name}</dt>
          <dd className="min-w-0 max-sm:mb-2">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const fact = (name: string, value: ReactNode): Fact => ({ name, value });

function detailFacts(draft: Draft): readonly Fact[] {
  const { name, description, category, price, networks, url, slug, supportsRefunds } = draft;
  const isNew = isUndescribed(draft);
  return [
    fact('Name', name),
    fact(
      'Description',
      isNew ? <Unknown /> : <span className="whitespace-pre-line">{description}</span>,
    ),
    fact('Address', <code className="font-mono wrap-anywhere">{url ?? slug}</code>),
    fact('Category', isNew ? <Unknown /> : <CategoryName id={category} />),
    fact('Price', priceWords(draft, isNew ? null : price)),
    fact('Networks', networks.length === 0 ? <Unknown /> : <Networks of={networks} />),
    fact('Refunds', supportsRefunds ? 'You say that you grant them' : 'Nothing is promised'),
    ...limitFacts(draft),
  ];
}

function Networks({ of }: { readonly of: readonly string[] }) {
  return of.map((id, at) => (
    <Fragment key={id}>
      {at > 0 && ', '}
      <NetworkName id={id} />
    </Fragment>
  ));
}

function priceWords({ type, usagePrice }: Draft, price: string | null): ReactNode {
  if (price === null) return type === 'external' ? 'As your endpoint asks' : <Unknown />;
  if (usagePrice === null) return <span className="figures">{usd(price)} a call</span>;
  const { minimum, costPlusPercent, inputPerMillion = '0', outputPerMillion = '0' } = usagePrice;
  const used =
    costPlusPercent === undefined
      ? `${usd(inputPerMillion)} in and ${usd(outputPerMillion)} out for a million tokens`
      : `what it cost you and ${costPlusPercent} %`;
  return (
    <span className="figures">
      {usd(minimum)} to {usd(price)} a call: {used}
    </span>
  );
}

function limitFacts({ limits }: Draft): readonly Fact[] {
  const { callsPerMinute, concurrentCalls, dailySpendUsd, inputBytes } = limits;
  const told = [
    dailySpendUsd != null && `${usd(dailySpendUsd)} a day`,
    callsPerMinute != null && `${groupDigits(String(callsPerMinute))} calls a minute`,
    concurrentCalls != null && `${groupDigits(String(concurrentCalls))} calls at once`,
    inputBytes != null && `inputs of ${groupDigits(String(inputBytes))} bytes`,
  ].filter(Boolean);
  return told.length === 0 ? [] : [fact('At most', told.join(', '))];
}

function configurationFacts(draft: Configured): readonly Fact[] {
  const { config } = inputsOf(draft);
  switch (draft.type) {
    case 'proxy':
      return [
        fact('Address', <code className="font-mono wrap-anywhere">{config.url}</code>),
        fact('Methods', config.methods.join(', ')),
        ...(config.secretHeader === '' ? [] : [fact('Secret header', config.secretHeader)]),
        fact('It may take', `${Number(config.timeoutMs) / 1000} seconds`),
      ];
    case 'static':
      return [
        fact('Kind', config.mimeType),
        ...(config.filename === '' ? [] : [fact('Name of the file', config.filename)]),
        ...(config.encoding === 'text' ? [fact('Text', <Long text={config.content} />)] : []),
      ];
    case 'external':
      return [fact('Endpoint', <code className="font-mono wrap-anywhere">{config.url}</code>)];
    default:
      return promptFacts(draft, config);
  }
}

function promptFacts({ type }: Configured, config: ConfigInputs): readonly Fact[] {
  const { systemPrompt, model, fallbackModel, maxTokens, parameters, outputFormat } = config;
  const inputs = parameters.map(({ name, required }) => `${name}${required ? '' : ' (optional)'}`);
  if (config.allowsUserMessage) inputs.push('a message');
  return [
    fact('Model', model || <Unknown />),
    ...(fallbackModel === '' ? [] : [fact('While that one fails', fallbackModel)]),
    fact('Prompt', <Long text={systemPrompt} />),
    fact('Buyers send', inputs.length === 0 ? 'nothing' : inputs.join(', ')),
    fact('Longest answer', `${groupDigits(maxTokens)} tokens`),
    ...(type === 'prompt' ? [fact('Answer', outputFormat === 'json' ? 'JSON' : 'Words')] : []),
  ];
}

function Long({ text }: { readonly text: string }) {
  return (
    <pre
      tabIndex={0}
      className="max-h-40 overflow-auto rounded-control bg-sunk px-3 py-2 font-mono text-sm whitespace-pre-wrap"
    >
      {text}
    </pre>
  );
}
