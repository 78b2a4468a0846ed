import type { ProblemType } from '../../common/errors/index.js';

/** The member `suggestion` names one that is free. */
export const slugTaken: ProblemType = {
  code: 'slug_taken',
  status: 409,
  title: 'Another resource of yours has this slug',
  retryable: false,
};

/** Buyers hold offers that name the address. */
export const slugLocked: ProblemType = {
  code: 'slug_locked',
  status: 409,
  title: 'A published resource keeps its address: unpublish it to change the slug',
  retryable: false,
};

export const usernameMissing: ProblemType = {
  code: 'username_missing',
  status: 409,
  title: 'Choose a username first: it is part of the address buyers call',
  retryable: false,
};

/** The lifecycle of resources does not have this step; the detail names the present status. */
export const wrongStatus: ProblemType = {
  code: 'wrong_status',
  status: 409,
  title: 'The resource is not in a state that allows this',
  retryable: false,
};

/** Two requests changed the configuration at once, and only one of the results was checked. */
export const changedMeanwhile: ProblemType = {
  code: 'changed_meanwhile',
  status: 409,
  title: 'Somebody changed the resource at the same time: try again',
  retryable: true,
};

export const tooManyResources: ProblemType = {
  code: 'too_many_resources',
  status: 409,
  title: 'You have as many resources as the server keeps: archive one, or publish drafts',
  retryable: false,
};

export const tooMuchStored: ProblemType = {
  code: 'too_much_stored',
  status: 409,
  title: 'Your resources hold as much as the server keeps: archive one, or make one smaller',
  retryable: false,
};
