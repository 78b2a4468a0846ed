import { lasting, passing, type ProblemType } from '../../common/errors/index.js';

export const resourceNotFound = lasting('resource_not_found', 404, 'There is no such resource');
export const resourceGone = lasting('resource_gone', 410, 'This resource is not for sale any more');

/** Another server sells it and is paid for it: `url` says where. */
export const soldElsewhere = lasting('sold_elsewhere', 409, 'Another endpoint sells this resource: call and pay that one');

/** The same, for a request that can go on there as it is: `Location` is the endpoint. */
export const continuesElsewhere: ProblemType = { ...soldElsewhere, status: 307 };

export const creatorKeyMissing = passing('creator_key_missing', 503, 'The creator has no working key for the model at the moment');
/** The same for what no model answers. */
export const endpointSecretMissing = passing(creatorKeyMissing.code, 503, 'The creator has stored no secret for their endpoint');
export const payoutMissing = passing('payout_wallet_missing', 503, 'The creator has no payout wallet at the moment');

/** It may come back, or the creator may choose another one. */
export const modelGone = passing('model_gone', 503, 'The provider does not offer the model behind this resource at the moment');
export const modelOutOfCredit = passing('creator_out_of_credit', 503, 'The creator’s account at the model’s provider has no credit left');
export const modelBusy = passing('model_busy', 503, 'The model is overloaded or limits its use at the moment');
export const modelTimeout = passing('model_timeout', 504, 'The model did not answer in time');
export const modelFailed = passing('model_failed', 502, 'The model did not give a complete answer');
export const modelRefused = lasting('model_refused', 422, 'The model declined to answer this input');
export const inputTooLong = lasting('input_too_long', 422, 'The input is longer than the model can read');
export const misconfiguredResource = lasting('resource_misconfigured', 502, 'The model does not accept how this resource is set up');

/** The same, known before anybody pays. */
export const resourceUnfit = lasting(
  misconfiguredResource.code,
  503,
  'The server cannot run this resource as its creator set it up: the creator has to change it',
);

export const answerUnfit = passing('answer_unfit', 502, 'The model’s answer was not of the form that the creator sells');

/** Its form, or that it has none, the server could not tell in time: the run fails without a charge. */
export const answerUnchecked = passing('answer_unchecked', 503, 'The server could not check the model’s answer in time');
export const upstreamFailed = passing('upstream_failed', 502, 'The seller’s endpoint gave no answer that the server could sell');
export const upstreamTimeout = passing('upstream_timeout', 504, 'The seller’s endpoint did not answer in time');
export const executionNotFound = lasting('execution_not_found', 404, 'There is no such execution, or it is not yours');
export const contentNotFound = lasting('content_not_found', 404, 'This execution has no content, or none yet');
export const tooManyTests = passing('too_many_tests', 429, 'Too many test runs');
export const inputTooLarge = lasting('input_too_large', 413, 'The input is larger than the creator of this resource allows');
export const resourceBusy = passing('resource_busy', 503, 'As many calls of this resource run already as its creator allows');
export const calledTooOften = passing('called_too_often', 429, 'Buyers called this resource as often in a minute as its creator allows');
export const dailySpendReached = passing('daily_spend_reached', 503, 'The creator’s daily spending limit for this resource is reached');
export const costUnknown = passing('cost_unknown', 503, 'The creator limits what calls cost, and the server does not know what this one costs');
