import type { PageContent } from './frame.js';
import { markup } from './markup.js';

/** A problem as the server tells it (RFC 9457). */
export interface ToldProblem {
  readonly title: string;
  readonly code: string;
  readonly detail?: string;
  readonly instance?: string;
}

/** Tells people what programs are told as problem+json. */
export function problemPage({ title, code, detail, instance }: ToldProblem): PageContent {
  return {
    title,
    main: markup`<div class="lost"><h1>${title}</h1>
${detail === undefined ? undefined : markup`<p>${detail}</p>`}
<p><a class="button" href="/">See what is on sale</a></p>
<p class="faint small">${code}${instance === undefined ? undefined : markup`, ${instance}`}</p></div>`,
  };
}
