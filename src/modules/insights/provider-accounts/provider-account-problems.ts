import { lasting } from '../../../common/errors/index.js';

/** It can be connected all the same. */
export const noProviderFigures = lasting('no_provider_figures', 404, 'This provider tells nothing of what its accounts use');
