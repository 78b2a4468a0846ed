import { useFormContext, useWatch } from 'react-hook-form';
import { Card, Select, Textarea } from '../../design/index.ts';
import type { Inputs } from './configuration.ts';
import { FormField, isJson, Optional } from './form-field.tsx';

/** The form in which a fixed prompt answers. */
export function AnswerCard() {
  const { register, control } = useFormContext<Inputs>();
  const format = useWatch({ control, name: 'config.outputFormat' });
  return (
    <Card title="Answer">
      <div className="flex flex-col gap-4">
        <FormField
          name="config.outputFormat"
          label="Form"
          hint={
            format === 'json'
              ? 'Answers that are no JSON, or do not fit the schema, are not charged.'
              : undefined
          }
        >
          {(props) => (
            <Select {...props} {...register('config.outputFormat')} className="max-w-64">
              <option value="raw">Words, as the model writes them</option>
              <option value="json">JSON</option>
            </Select>
          )}
        </FormField>
        {format === 'json' && (
          <FormField
            name="config.outputSchema"
            label={
              <>
                JSON Schema
                <Optional />
              </>
            }
          >
            {(props) => (
              <Textarea
                {...props}
                {...register('config.outputSchema', { validate: isJson })}
                rows={6}
                spellCheck={false}
                className="font-mono text-sm"
                placeholder='{"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}'
              />
            )}
          </FormField>
        )}
      </div>
    </Card>
  );
}
