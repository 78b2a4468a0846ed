import { Button, Copyable, Note } from '../../design/index.ts';

/** A secret that the server shows once: it stands in this page's memory alone, until it is put away. */
export function SecretShown({
  secret,
  what,
  onDone,
}: {
  readonly secret: string;
  /** `API key` */
  readonly what: string;
  readonly onDone: () => void;
}) {
  return (
    <div className="flex flex-col gap-3">
      <Note tone="warn">This is shown once. Copy it to where you keep secrets.</Note>
      <Copyable text={secret} what={`the ${what}`} />
      <Button variant="primary" className="self-end" onClick={onDone}>
        I have it
      </Button>
    </div>
  );
}
