import { useFormContext, useWatch } from 'react-hook-form';
import { Card, Select } from '../../design/index.ts';
import type { Inputs } from './configuration.ts';
import { FormField } from './form-field.tsx';
import { UrlField } from './proxy-fields.tsx';
import { Verification } from './verification.tsx';

/** Step two of an endpoint that asks for the payment itself. */
export function ExternalFields() {
  const { register, control } = useFormContext<Inputs>();
  const url = useWatch({ control, name: 'config.url' });
  return (
    <Card title="Endpoint" about="Buyers pay there, and not here.">
      <div className="flex flex-col gap-4">
        <UrlField placeholder="https://api.example.com/haiku" />
        <FormField name="config.method" label="Method">
          {(props) => (
            <Select {...props} {...register('config.method')} className="max-w-64">
              <option value="">As the endpoint says</option>
              <option>GET</option>
              <option>POST</option>
            </Select>
          )}
        </FormField>
        <Verification url={url.trim()} />
      </div>
    </Card>
  );
}
