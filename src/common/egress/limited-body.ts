import { pipeline, type Readable, Transform } from 'node:stream';
import { EgressFailure } from './egress-failure.js';

/**
 * Passes `body` on, at most `maxBytes` of it. Destroying the result destroys `body`.
 * @param explain turns what goes wrong with `body` into the error that readers get
 */
export function limitedBody(
  body: Readable,
  maxBytes: number,
  explain: (error: unknown) => Error,
): Readable {
  let left = maxBytes;
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      left -= chunk.length;
      if (left < 0) done(EgressFailure.of('too_large'));
      else done(null, chunk);
    },
    destroy(error, done) {
      done(error === null ? null : explain(error));
    },
  });
  // Whoever reads gets the error.
  return pipeline(body, limited, ignore);
}

function ignore(): void {}
