import { useEffect, useState } from 'react';
import type { Schema } from '../api/types.ts';
import { ButtonAnchor } from '../design/button.tsx';
import { blobOf, type Bytes } from './answer.ts';

/** Longer texts are saved, and not shown. */
const SHOWN_CHARACTERS = 20_000;

/** Bytes that were bought: shown where they are a text or a picture, and saved in any case. */
export function BytesView({ bytes }: { readonly bytes: Bytes }) {
  const { blob } = bytes;
  const text = useText(blob);
  const url = useUrl(blob.type.startsWith('image/') ? blob : undefined);
  return (
    <div className="flex flex-col items-start gap-3">
      {text !== undefined && (
        <pre
          tabIndex={0}
          dir="auto"
          className="max-h-[32rem] w-full overflow-auto rounded-control border border-line bg-sunk p-3 font-mono text-sm whitespace-pre-wrap"
        >
          {text}
        </pre>
      )}
      {url && <img src={url} alt="What you bought" />}
      <SaveBytes bytes={bytes} />
    </div>
  );
}

/** Saves what was bought as a file. */
export function SaveBytes({ bytes: { blob, filename } }: { readonly bytes: Bytes }) {
  // Whatever a seller calls it, a tab that opens it must not show it as a page of this server.
  const file = useUrl(blob.slice(0, blob.size, 'application/octet-stream'));
  return (
    <ButtonAnchor className="self-start" href={file} download={filename ?? 'answer'}>
      Save {filename ?? 'the file'} ({sizeOf(blob.size)})
    </ButtonAnchor>
  );
}

/** A picture that a model made. One that stands elsewhere is not loaded from there, but linked. */
export function ImageView({ image }: { readonly image: Schema<'ImageDto'> }) {
  const { base64, url, mimeType } = image;
  const [blob] = useState(() => (base64 === undefined ? undefined : blobOf(base64, mimeType)));
  const shown = useUrl(blob);
  if (shown) return <img src={shown} alt="Made by the model" className="rounded-control" />;
  return url === undefined || !/^https?:\/\//.test(url) || !URL.canParse(url) ? null : (
    <a className="link" href={url} rel="noreferrer">
      A picture at {new URL(url).host}
    </a>
  );
}

/** A page shows few: the browser frees them with it. */
function useUrl(blob: Blob | undefined): string | undefined {
  const [url] = useState(() => blob && URL.createObjectURL(blob));
  return url;
}

/** Undefined for what is no text, or too long. */
function useText(blob: Blob): string | undefined {
  const [text, setText] = useState<string>();
  useEffect(() => {
    const isText = /^text\/|[/+]json\b|[/+]xml\b/.test(blob.type);
    if (isText && blob.size <= SHOWN_CHARACTERS) void blob.text().then(setText);
  }, [blob]);
  return text;
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000
    ? `${Math.round(bytes / 1_000)} kB`
    : `${Math.round(bytes / 1_000_000)} MB`;
}
