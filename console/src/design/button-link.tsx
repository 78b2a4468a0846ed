import { createLink } from '@tanstack/react-router';
import { ButtonAnchor } from './button.tsx';

/** A link that looks like a button, to a page of the console. The shop has no router, and so no such links. */
export const ButtonLink = createLink(ButtonAnchor);
