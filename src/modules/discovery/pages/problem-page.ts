import { frame } from './frame.js';
import { html, type Html } from './html.js';

/** A problem as the server tells it (RFC 9457). */
export interface ToldProblem {
  readonly title: string;
  readonly code: string;
  readonly detail?: string;
  readonly instance?: string;
}

/** Tells people what programs are told as problem+json. */
export function problemPage({ title, code, detail, instance }: ToldProblem): Html {
  return frame(
    { title },
    html`<h1>${title}</h1>
      ${detail === undefined ? undefined : html`<p>${detail}</p>`}
      <p><a href="/">See what is on sale</a></p>
      <p class="faint">${code}${instance === undefined ? undefined : html`, ${instance}`}</p>`,
  );
}
