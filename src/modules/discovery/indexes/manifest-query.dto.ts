import { Text } from '../../../common/http/index.js';

/** Which page of a list. */
export class ManifestQuery {
  @Text({
    max: 500,
    optional: true,
    description: 'From `next` of the page before; the first page, if left out',
  })
  cursor?: string;
}
