import { MAX_ATTEMPTS, PAUSE_SQL } from './rerun.js';

/** A run that ends its process must not end one replica after the other: it may have been that one. */
const MAY_HAVE_DIED_OF_IT = `work = 'pending' AND attempts < ${MAX_ATTEMPTS} AND (status = 'settled'
  OR (status = 'claimed' AND detached) OR (status <> 'claimed' AND policy = 'at_first_output'))`;

/** SQL: nobody works on the claim. A charged claim that rests does so until its next run may begin. */
export const IS_FREE = `ended_at IS NULL AND CASE
  WHEN lease_token IS NULL THEN status <> 'settled' OR lease_expires_at <= now()
  WHEN ${MAY_HAVE_DIED_OF_IT} THEN lease_expires_at < now() - ${PAUSE_SQL}
  ELSE lease_expires_at < now() END`;
