import { Button, CheckIcon, Failed, Skeleton, WarningIcon } from '../../design/index.ts';
import type { Lack, useLacks } from './lacks.tsx';

/** What is missing until buyers can call it, each with where it is mended. */
export function Checklist({
  of: { isKnown, lacks, error, refetch },
}: {
  readonly of: ReturnType<typeof useLacks>;
}) {
  if (error) return <Failed error={error} retry={{ isFetching: false, refetch }} />;
  if (!isKnown) return <Skeleton height="h-16" />;
  if (lacks.length === 0) {
    return (
      <p role="status" className="flex items-center gap-2 text-sm text-good">
        <CheckIcon /> Nothing is missing.
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <Part title="Before it can go on sale" lacks={lacks.filter(({ isHard }) => isHard)} />
      <Part title="Before calls succeed" lacks={lacks.filter(({ isHard }) => !isHard)} />
      <div>
        <Button small onClick={() => void refetch()}>
          Look again
        </Button>
      </div>
    </div>
  );
}

function Part({ title, lacks }: { readonly title: string; readonly lacks: readonly Lack[] }) {
  if (lacks.length === 0) return null;
  return (
    <section>
      <h3 className="mb-2 text-sm font-medium">{title}</h3>
      <ul className="flex flex-col gap-3">
        {lacks.map(({ key, words, isHard, mend }) => (
          <li key={key} className="flex items-start gap-2 text-sm">
            <span className={`mt-0.5 ${isHard ? 'text-bad' : 'text-warn'}`}>
              <WarningIcon />
            </span>
            <div className="flex min-w-0 flex-col gap-1.5">
              <p>{words}</p>
              {mend}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
