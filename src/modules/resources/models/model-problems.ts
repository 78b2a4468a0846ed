import type { ProblemType } from '../../../common/errors/index.js';

/** OpenRouter did not answer, or nothing that could be read; the models stay as they were. */
export const listingUnavailable: ProblemType = {
  code: 'models_unavailable',
  status: 502,
  title: 'OpenRouter did not give its list of models',
  retryable: true,
};

/** The list cannot be true: following it would take most models away. They stay as they were. */
export const listingImplausible: ProblemType = {
  code: 'models_implausible',
  status: 502,
  title: 'OpenRouter lists hardly any of the models known so far',
  retryable: true,
};
