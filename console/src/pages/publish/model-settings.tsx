import { useFormContext, useWatch } from 'react-hook-form';
import { Card, Input, Select, Textarea } from '../../design/index.ts';
import type { Inputs } from './configuration.ts';
import { FormField, isJson } from './form-field.tsx';
import { type Param, PARAMS } from './params.ts';
import { useModel } from './use-model.ts';

/** All that the chosen model lets one set. What is left empty, the model decides. */
export function ModelSettings() {
  const { config } = useWatch<Inputs>() as Inputs;
  const model = useModel(config.model);
  const supported = model?.supportedParameters ?? [];
  // What was set for another model stays in sight, so that it can be taken away.
  const shown = PARAMS.filter(
    ({ name, listed }) => supported.includes(listed) || config.params[name] !== '',
  );
  const formats = FORMATS.filter(
    ({ type, listed }) => supported.includes(listed) || config.params.responseFormat.type === type,
  );
  if (shown.length + formats.length === 0) return null;
  return (
    <Card title="Settings" about="What you leave empty, the model decides.">
      <div className="grid gap-4 sm:grid-cols-2">
        {shown.map((param) => (
          <ParamField
            key={param.name}
            param={param}
            isSupported={model === undefined || supported.includes(param.listed)}
          />
        ))}
        {formats.length > 0 && <FormatField formats={formats} />}
        {config.params.responseFormat.type === 'json_schema' && <SchemaField />}
      </div>
    </Card>
  );
}

function ParamField({
  param: { name, label, hint, kind, range },
  isSupported,
}: {
  readonly param: Param;
  readonly isSupported: boolean;
}) {
  const { register } = useFormContext<Inputs>();
  const path = `config.params.${name}` as const;
  const isNumber = kind === 'number' || kind === 'whole';
  const rules = {
    validate: (text: string) => (isNumber && text !== '' ? isWithin(text, kind, range) : true),
  };
  return (
    <FormField
      name={path}
      label={label}
      hint={
        isSupported ? (
          hint
        ) : (
          <span className="text-warn">This model does not have it: empty it.</span>
        )
      }
    >
      {(props) => {
        const common = { ...props, ...register(path, rules) };
        if (kind === 'lines') return <Textarea {...common} rows={3} />;
        if (isNumber) return <Input {...common} inputMode="decimal" autoComplete="off" />;
        return (
          <Select {...common}>
            <option value="">As the model decides</option>
            {kind.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </Select>
        );
      }}
    </FormField>
  );
}

function isWithin(text: string, kind: 'number' | 'whole', range: Param['range']): true | string {
  const form = kind === 'whole' ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/;
  const [min, max] = range ?? [-Infinity, Infinity];
  if (form.test(text) && Number(text) >= min && Number(text) <= max) return true;
  const what = kind === 'whole' ? 'A whole number' : 'A number';
  return range === undefined ? `${what}.` : `${what} from ${min} to ${max}.`;
}

const FORMATS = [
  { type: 'json_object', listed: 'response_format', label: 'JSON' },
  { type: 'json_schema', listed: 'structured_outputs', label: 'JSON by a schema' },
] as const;

function FormatField({ formats }: { readonly formats: readonly (typeof FORMATS)[number][] }) {
  const { register } = useFormContext<Inputs>();
  const path = 'config.params.responseFormat.type';
  return (
    <FormField name={path} label="Form of the answer">
      {(props) => (
        <Select {...props} {...register(path)}>
          <option value="">As the prompt says</option>
          {formats.map(({ type, label }) => (
            <option key={type} value={type}>
              {label}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );
}

function SchemaField() {
  const { register } = useFormContext<Inputs>();
  const path = 'config.params.responseFormat.schema';
  const rules = { required: 'Write a JSON Schema.', validate: isJson };
  return (
    <FormField name={path} label="JSON Schema" className="sm:col-span-2">
      {(props) => (
        <Textarea
          {...props}
          {...register(path, rules)}
          rows={6}
          spellCheck={false}
          className="font-mono text-sm"
          placeholder='{"type": "object", "properties": {"title": {"type": "string"}}}'
        />
      )}
    </FormField>
  );
}
