import type { ReactNode } from 'react';
import { TYPE_NAMES } from '../resources/status-badge.tsx';
import type { Type } from './draft.ts';

/** A type in the words of who chooses one. */
export interface TypeWords {
  readonly type: Type;
  readonly about: string;
  /** What it answers with, or where its answers come from. */
  readonly source: string;
  /** Whose keys it can run on. */
  readonly providers: readonly string[];
  readonly picture: ReactNode;
}

const BOTH = ['claude', 'openrouter'];

/** All that can be sold, the most usual first. */
export const TYPES: readonly TypeWords[] = [
  {
    type: 'prompt_template',
    about: 'A prompt with placeholders. Buyers fill them in, and never see the prompt.',
    source: 'Claude or OpenRouter, on your key',
    providers: BOTH,
    picture: <path d="M4 6h16M4 12h5M15 12h5M4 18h10M10.500 10.500h3v3h-3z" />,
  },
  {
    type: 'openrouter_instant',
    about: 'Any model of the catalogue with all its settings, also those that make pictures.',
    source: 'OpenRouter, on your key',
    providers: ['openrouter'],
    picture: <path d="M12 3v4M12 17v4M3 12h4M17 12h4M8 8h8v8H8z" />,
  },
  {
    type: 'prompt',
    about: 'One prompt that answers what it is sent, in words or in JSON that fits a schema.',
    source: 'Claude or OpenRouter, on your key or one of its own',
    providers: BOTH,
    picture: <path d="M5 5h14v10H11l-4 4v-4H5zM9 10h6" />,
  },
  {
    type: 'proxy',
    about: 'An API of yours behind a price. Its address and its secret stay with the server.',
    source: 'Your HTTP endpoint',
    providers: [],
    picture: <path d="M4 7h10M11 4l3 3-3 3M20 17H10M13 14l-3 3 3 3" />,
  },
  {
    type: 'static',
    about: 'A text or a file that buyers get when they have paid.',
    source: 'What you write or upload here',
    providers: [],
    picture: <path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6" />,
  },
  {
    type: 'external',
    about:
      'It asks for the payment itself. The server checks it, lists it, and sends buyers there.',
    source: 'Your x402 endpoint',
    providers: [],
    picture: <path d="M9 6H5v13h13v-4M12 4h8v8M20 4l-9 9" />,
  },
];

/** Whether a text of the address names a type. */
export function isType(text: string): text is Type {
  return TYPES.some(({ type }) => type === text);
}

/** What a type is called: `Prompt with inputs`. */
export function typeName(type: Type): string {
  return TYPE_NAMES[type] ?? type;
}
