import { passing } from '../../../common/errors/index.js';

/** OpenRouter did not answer, or nothing that could be read; the models stay as they were. */
export const listingUnavailable = passing('models_unavailable', 502, 'OpenRouter did not give its list of models');

/** The list cannot be true: following it would take most models away. They stay as they were. */
export const listingImplausible = passing('models_implausible', 502, 'OpenRouter lists hardly any of the models known so far');
