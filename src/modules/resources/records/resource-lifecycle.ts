import { Problem } from '../../../common/errors/index.js';
import { wrongStatus } from '../resource-problems.js';

export const STATUSES = ['draft', 'published', 'unpublished', 'archived'] as const;

/** Where a resource stands. */
export type ResourceStatus = (typeof STATUSES)[number];

/** What an owner does to it. */
export type ResourceAction = 'edit' | 'publish' | 'unpublish' | 'archive';

/** The whole lifecycle: what is not listed is refused; doing a thing again changes nothing. */
const TRANSITIONS: Readonly<
  Record<ResourceStatus, Partial<Readonly<Record<ResourceAction, ResourceStatus>>>>
> = {
  draft: { edit: 'draft', publish: 'published', archive: 'archived' },
  published: {
    edit: 'published',
    publish: 'published',
    unpublish: 'unpublished',
    archive: 'archived',
  },
  unpublished: {
    edit: 'unpublished',
    publish: 'published',
    unpublish: 'unpublished',
    archive: 'archived',
  },
  archived: { archive: 'archived' },
};

/**
 * The status after `action`.
 * @throws {Problem} wrong_status where the lifecycle does not have this step
 */
export function statusAfter(status: ResourceStatus, action: ResourceAction): ResourceStatus {
  const next = TRANSITIONS[status][action];
  if (next === undefined) {
    throw new Problem(wrongStatus, { detail: `The resource is ${status}.` });
  }
  return next;
}
