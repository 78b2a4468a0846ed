import type { ProblemType } from '../../common/errors/index.js';

export const resourceNotFound: ProblemType = {
  code: 'resource_not_found',
  status: 404,
  title: 'There is no such resource',
  retryable: false,
};

export const resourceGone: ProblemType = {
  code: 'resource_gone',
  status: 410,
  title: 'This resource is not for sale any more',
  retryable: false,
};

/** Another server sells it and is paid for it: `url` says where. */
export const soldElsewhere: ProblemType = {
  code: 'sold_elsewhere',
  status: 409,
  title: 'Another endpoint sells this resource: call and pay that one',
  retryable: false,
};

/** The same, for a request that can go on there as it is: `Location` is the endpoint. */
export const continuesElsewhere: ProblemType = { ...soldElsewhere, status: 307 };

export const creatorKeyMissing: ProblemType = {
  code: 'creator_key_missing',
  status: 503,
  title: 'The creator has no working key for the model at the moment',
  retryable: true,
};

export const payoutMissing: ProblemType = {
  code: 'payout_wallet_missing',
  status: 503,
  title: 'The creator has no payout wallet at the moment',
  retryable: true,
};

/** It may come back, or the creator may choose another one. */
export const modelGone: ProblemType = {
  code: 'model_gone',
  status: 503,
  title: 'The provider does not offer the model behind this resource at the moment',
  retryable: true,
};

export const modelOutOfCredit: ProblemType = {
  code: 'creator_out_of_credit',
  status: 503,
  title: 'The creator’s account at the model’s provider has no credit left',
  retryable: true,
};

export const modelBusy: ProblemType = {
  code: 'model_busy',
  status: 503,
  title: 'The model is overloaded or limits its use at the moment',
  retryable: true,
};

export const modelTimeout: ProblemType = {
  code: 'model_timeout',
  status: 504,
  title: 'The model did not answer in time',
  retryable: true,
};

export const modelFailed: ProblemType = {
  code: 'model_failed',
  status: 502,
  title: 'The model did not give a complete answer',
  retryable: true,
};

export const modelRefused: ProblemType = {
  code: 'model_refused',
  status: 422,
  title: 'The model declined to answer this input',
  retryable: false,
};

export const inputTooLong: ProblemType = {
  code: 'input_too_long',
  status: 422,
  title: 'The input is longer than the model can read',
  retryable: false,
};

export const misconfiguredResource: ProblemType = {
  code: 'resource_misconfigured',
  status: 502,
  title: 'The model does not accept how this resource is set up',
  retryable: false,
};

/** The same, known before anybody pays. */
export const resourceUnfit: ProblemType = {
  ...misconfiguredResource,
  status: 503,
  title:
    'The server cannot run this resource as its creator set it up: the creator has to change it',
};

export const answerUnfit: ProblemType = {
  code: 'answer_unfit',
  status: 502,
  title: 'The model’s answer was not of the form that the creator sells',
  retryable: true,
};

/** Its form, or that it has none, could not be found out: the run fails without a charge. */
export const answerUnchecked: ProblemType = {
  code: 'answer_unchecked',
  status: 503,
  title: 'The server could not check the model’s answer in time',
  retryable: true,
};

export const upstreamFailed: ProblemType = {
  code: 'upstream_failed',
  status: 502,
  title: 'The seller’s endpoint gave no answer that the server could sell',
  retryable: true,
};

export const upstreamTimeout: ProblemType = {
  code: 'upstream_timeout',
  status: 504,
  title: 'The seller’s endpoint did not answer in time',
  retryable: true,
};

export const executionNotFound: ProblemType = {
  code: 'execution_not_found',
  status: 404,
  title: 'There is no such execution, or it is not yours',
  retryable: false,
};

export const contentNotFound: ProblemType = {
  code: 'content_not_found',
  status: 404,
  title: 'This execution has no content, or none yet',
  retryable: false,
};

export const tooManyTests: ProblemType = {
  code: 'too_many_tests',
  status: 429,
  title: 'Too many test runs',
  retryable: true,
};

export const inputTooLarge: ProblemType = {
  code: 'input_too_large',
  status: 413,
  title: 'The input is larger than the creator of this resource allows',
  retryable: false,
};

export const resourceBusy: ProblemType = {
  code: 'resource_busy',
  status: 503,
  title: 'As many calls of this resource run already as its creator allows',
  retryable: true,
};

export const calledTooOften: ProblemType = {
  code: 'called_too_often',
  status: 429,
  title: 'Buyers called this resource as often in a minute as its creator allows',
  retryable: true,
};

export const dailySpendReached: ProblemType = {
  code: 'daily_spend_reached',
  status: 503,
  title: 'The creator’s daily spending limit for this resource is reached',
  retryable: true,
};

export const costUnknown: ProblemType = {
  code: 'cost_unknown',
  status: 503,
  title: 'The creator limits what calls cost, and the server does not know what this one costs',
  retryable: true,
};
