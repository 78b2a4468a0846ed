import { useEffect, useRef, useState } from 'react';
import type { UseFieldArrayReturn } from 'react-hook-form';
import { Button, Card, Empty, PlusIcon } from '../../design/index.ts';
import { type Inputs, NEW_PARAMETER } from './configuration.ts';
import { ParameterItem } from './parameter-item.tsx';

/** As many as the server takes. */
const MOST = 50;

/** What buyers fill in, in the order in which they see it. */
export function ParametersCard({
  fields,
  append,
  remove,
  move,
}: UseFieldArrayReturn<Inputs, 'config.parameters', 'key'>) {
  const { list, moved } = useMoved();
  const [told, setTold] = useState('');
  const shift = (from: number, to: number, name: string) => {
    move(from, to);
    moved(to, to < from ? 'up' : 'down');
    setTold(`${name || 'The parameter'} is now number ${to + 1} of ${fields.length}`);
  };
  return (
    <Card
      title="Parameters"
      about="What buyers fill in, in the order in which they see it."
      aside={
        <Button small disabled={fields.length >= MOST} onClick={() => append(NEW_PARAMETER)}>
          <PlusIcon /> Add parameter
        </Button>
      }
    >
      {fields.length === 0 ? (
        <Empty title="No parameters">
          Without one, every buyer gets an answer to the same prompt.
        </Empty>
      ) : (
        <ol ref={list} className="flex flex-col gap-3">
          {fields.map(({ key }, at) => (
            <ParameterItem
              key={key}
              at={at}
              of={fields.length}
              onMove={(by, name) => shift(at, at + by, name)}
              onRemove={() => remove(at)}
            />
          ))}
        </ol>
      )}
      <p role="status" className="sr-only">
        {told}
      </p>
    </Card>
  );
}

/** Keeps the keyboard where it was: on the button of the item that moved. */
function useMoved() {
  const list = useRef<HTMLOListElement>(null);
  const wanted = useRef<[at: number, way: string]>(undefined);
  useEffect(() => {
    if (wanted.current === undefined) return;
    const [at, way] = wanted.current;
    wanted.current = undefined;
    const buttons = [...(list.current?.children[at]?.querySelectorAll('button[data-way]') ?? [])];
    const enabled = buttons.filter((each) => !(each as HTMLButtonElement).disabled);
    const same = enabled.find((each) => (each as HTMLButtonElement).dataset['way'] === way);
    ((same ?? enabled[0]) as HTMLButtonElement | undefined)?.focus();
  });
  return { list, moved: (at: number, way: string) => (wanted.current = [at, way]) };
}
