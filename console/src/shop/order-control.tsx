import { Checkbox, Field, type FieldProps, Input, Select, Textarea } from '../design/field.tsx';
import { ANY_JSON, type OrderField } from './order.ts';

/** The native control of one input, with its label, its limits, and what is wrong with it. */
export function OrderControl({
  field,
  error,
}: {
  readonly field: OrderField;
  readonly error: string | undefined;
}) {
  const { name, label, kind, isRequired, schema } = field;
  if (kind === 'yes') {
    return <Checkbox name={name} label={label} defaultChecked={schema.default === true} />;
  }
  return (
    <Field
      label={
        <>
          {label}
          {!isRequired && field !== ANY_JSON && (
            <span className="font-normal text-faint"> (optional)</span>
          )}
        </>
      }
      hint={hintOf(field)}
      error={error}
    >
      {(props) => <Control field={field} props={props} />}
    </Field>
  );
}

function Control({ field, props }: { readonly field: OrderField; readonly props: FieldProps }) {
  const { name, kind, isRequired, schema } = field;
  const placeholder = schema.default === undefined ? undefined : textOf(schema.default);
  const common = { ...props, name, required: isRequired, maxLength: schema.maxLength, placeholder };
  switch (kind) {
    case 'choice':
      return (
        <Select
          {...props}
          name={name}
          required={isRequired}
          defaultValue={textOf(schema.default ?? '')}
        >
          <option value="">Choose…</option>
          {schema.enum?.map((value) => (
            <option key={textOf(value)}>{textOf(value)}</option>
          ))}
        </Select>
      );
    case 'number':
      return (
        <Input
          {...common}
          type="number"
          step={schema.type === 'integer' ? 1 : 'any'}
          min={schema.minimum}
          max={schema.maximum}
        />
      );
    case 'line':
      return <Input {...common} autoComplete="off" dir="auto" />;
    case 'json':
      return (
        <Textarea {...common} rows={4} spellCheck={false} className="font-mono" placeholder="{}" />
      );
    case 'text':
      return <Textarea {...common} rows={4} dir="auto" />;
  }
}

function hintOf({ name, schema }: OrderField): string | undefined {
  const { description, maxLength } = schema;
  const told = description === name ? undefined : description;
  const limit = maxLength === undefined ? undefined : `At most ${maxLength} characters.`;
  return [told && ended(told), limit].filter(Boolean).join(' ') || undefined;
}

function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
