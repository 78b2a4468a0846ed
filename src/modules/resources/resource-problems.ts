import { lasting, passing } from '../../common/errors/index.js';

/** The member `suggestion` names one that is free. */
export const slugTaken = lasting('slug_taken', 409, 'Another resource of yours has this slug');

/** Buyers hold offers that name the address. */
export const slugLocked = lasting('slug_locked', 409, 'A published resource keeps its address: unpublish it to change the slug');
export const usernameMissing = lasting('username_missing', 409, 'Choose a username first: it is part of the address buyers call');

/** The lifecycle of resources does not have this step; the detail names the present status. */
export const wrongStatus = lasting('wrong_status', 409, 'The resource is not in a state that allows this');

/** Its owner can still read and archive it, and take it off sale; the detail names the type. */
export const typeUnavailable = lasting('type_unavailable', 409, 'This server does not have the type of this resource at the moment');

/** Two requests changed the configuration at once, and only one of the results was checked. */
export const changedMeanwhile = passing('changed_meanwhile', 409, 'Somebody changed the resource at the same time: try again');
export const tooManyResources = lasting('too_many_resources', 409, 'You have as many resources as the server keeps: archive one, or publish drafts');
export const tooMuchStored = lasting('too_much_stored', 409, 'Your resources hold as much as the server keeps: archive one, or make one smaller');
