import { type ReactNode, type Ref, useState } from 'react';
import { Button } from '../design/button.tsx';
import { usd } from '../design/figures.ts';
import { ANY_JSON, inputOf, type Filled, type OrderField } from './order.ts';
import { OrderControl } from './order-control.tsx';
import { decimalUsdc } from './sale.ts';

/** What a buyer fills in, and the button that says what it costs. */
export function OrderForm({
  ref,
  fields,
  errors,
  amount,
  isBusy,
  canPay,
  payWith,
  onOrder,
}: {
  readonly ref: Ref<HTMLFormElement>;
  readonly fields: readonly OrderField[];
  /** What the server found wrong, by name. */
  readonly errors: Readonly<Record<string, string>>;
  /** Atomic units. */
  readonly amount: string;
  readonly isBusy: boolean;
  readonly canPay: boolean;
  readonly payWith: ReactNode;
  readonly onOrder: (fields: readonly OrderField[], filled: Filled) => void;
}) {
  const [noJson, setNoJson] = useState<string>();
  const order = (form: HTMLFormElement) => {
    const filled = Object.fromEntries(new FormData(form)) as Filled;
    const wrong = whatIsNoJson(fields, filled);
    setNoJson(wrong);
    if (wrong === undefined) onOrder(fields, filled);
  };
  return (
    <form
      ref={ref}
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) order(event.currentTarget);
      }}
    >
      {fields.map((field) => (
        <OrderControl
          key={field.name}
          field={field}
          error={noJson === field.name ? noJsonIn(field) : errors[field.name]}
        />
      ))}
      {payWith}
      <Button
        type="submit"
        variant="primary"
        className="min-h-12 self-stretch text-base sm:self-start sm:px-8"
        busy={isBusy}
        disabled={!canPay}
      >
        Run ({usd(decimalUsdc(amount))})
      </Button>
    </form>
  );
}

function noJsonIn(field: OrderField): string {
  return field === ANY_JSON ? 'Write an object, such as {"city": "Berlin"}.' : 'This is not JSON.';
}

/** Name of the field that has something else than JSON where JSON is wanted. */
function whatIsNoJson(fields: readonly OrderField[], filled: Filled): string | undefined {
  return fields.find((field) => {
    try {
      inputOf([field], filled);
      return false;
    } catch {
      return true;
    }
  })?.name;
}
