import { useFormContext, useWatch } from 'react-hook-form';
import { Card, Checkbox, Input, Select } from '../../design/index.ts';
import type { Inputs } from './configuration.ts';
import type { Draft } from './draft.ts';
import { FormField, Optional } from './form-field.tsx';
import { SecretField } from './secret-field.tsx';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const SECONDS = [5, 10, 30, 60, 120];

/** Step two of an HTTP endpoint. */
export function ProxyFields({ draft }: { readonly draft: Draft | undefined }) {
  return (
    <>
      <Card title="Endpoint" about="Buyers never see its address.">
        <div className="flex flex-col gap-4">
          <UrlField placeholder="https://api.example.com/v1/forecast" />
          <Methods />
          <Patience />
        </div>
      </Card>
      <SecretCard draft={draft} />
    </>
  );
}

/** The address of an endpoint. */
export function UrlField({ placeholder }: { readonly placeholder: string }) {
  const { register } = useFormContext<Inputs>();
  const rules = {
    required: 'Give the full address.',
    pattern: { value: /^\s*https?:\/\/\S+\s*$/, message: 'It begins with https:// or http://.' },
  };
  return (
    <FormField name="config.url" label="Address">
      {(props) => (
        <Input
          {...props}
          {...register('config.url', rules)}
          type="url"
          autoComplete="off"
          spellCheck={false}
          maxLength={2000}
          placeholder={placeholder}
          className="font-mono text-sm"
        />
      )}
    </FormField>
  );
}

function Methods() {
  const { register, getFieldState, formState } = useFormContext<Inputs>();
  const { error } = getFieldState('config.methods', formState);
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">Methods that buyers may use</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {METHODS.map((method) => (
          <Checkbox
            key={method}
            label={method}
            value={method}
            {...register('config.methods', {
              validate: (chosen) => chosen.length > 0 || 'Choose at least one.',
            })}
          />
        ))}
      </div>
      {error && (
        <p role="alert" className="mt-1 text-sm text-bad">
          {error.message}
        </p>
      )}
    </fieldset>
  );
}

function Patience() {
  const { register, control } = useFormContext<Inputs>();
  const stored = useWatch({ control, name: 'config.timeoutMs' });
  const all = [...new Set([...SECONDS, Number(stored) / 1000])].sort((a, b) => a - b);
  return (
    <FormField
      name="config.timeoutMs"
      label="It may take"
      hint="Buyers are not charged when its whole answer takes longer."
    >
      {(props) => (
        <Select {...props} {...register('config.timeoutMs')} className="max-w-40">
          {all.map((seconds) => (
            <option key={seconds} value={seconds * 1000}>
              {seconds} seconds
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );
}

function SecretCard({ draft }: { readonly draft: Draft | undefined }) {
  const { register, control } = useFormContext<Inputs>();
  const header = useWatch({ control, name: 'config.secretHeader' });
  return (
    <Card title="Secret" about="How your endpoint knows that the call comes from this server.">
      <div className="flex flex-col gap-4">
        <FormField
          name="config.secretHeader"
          label={
            <>
              Header
              <Optional />
            </>
          }
          hint="Leave it empty if your endpoint asks for no secret."
        >
          {(props) => (
            <Input
              {...props}
              {...register('config.secretHeader')}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={100}
              placeholder="authorization"
              className="font-mono text-sm"
            />
          )}
        </FormField>
        {header.trim() !== '' && (
          <SecretField draft={draft} label="What it carries" hint="For instance Bearer 9f86d081…" />
        )}
      </div>
    </Card>
  );
}
