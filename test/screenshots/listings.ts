import { claudeWire } from '../../src/modules/execution/llm/providers/claude/contract/claude-wire.js';

/** What a parameter of a prompt says of itself. */
function parameter(name: string, description: string, maxLength = 200) {
  return { name, description, required: true, maxLength };
}

function prompt(systemPrompt: string, ...parameters: readonly object[]) {
  return { systemPrompt, parameters, model: `claude:${claudeWire.model}`, maxTokens: 400 };
}

export const HAIKU = {
  type: 'prompt_template',
  name: 'Haiku on demand',
  description: 'Three lines about anything you name, in the metre that Bashō kept to.',
  slug: 'haiku',
  category: 'writing',
  price: '0.05',
  config: prompt('Write one haiku about {{topic}}.', parameter('topic', 'What it is about')),
  limits: { callsPerMinute: 60, dailySpendUsd: '5.00', concurrentCalls: 4 },
};

export const PLAIN_WORDS = {
  type: 'prompt_template',
  name: 'Contracts in plain words',
  description: 'Paste a clause. Get what it means for you, what is unusual in it, and what to ask.',
  slug: 'plain-words',
  category: 'business',
  price: '0.10',
  config: prompt('Explain this clause: {{clause}}', parameter('clause', 'The clause', 5_000)),
};

export const FORECAST = {
  type: 'proxy',
  name: 'Wind forecast for sailors',
  description: 'Wind, gusts and sea state for the next 48 hours, at any position on the Baltic.',
  slug: 'wind',
  category: 'data',
  price: '0.15',
  config: { url: 'https://api.example.com/v1/wind', methods: ['GET'] },
};

export const LAUNCH_LIST = {
  type: 'static',
  name: 'Launch checklist',
  description: 'Forty things that small teams forget in the week before they ship.',
  slug: 'launch-checklist',
  category: 'business',
  price: '0.20',
  config: { content: '1. Read the page as a stranger would.', filename: 'launch.md' },
};

/** What others have on sale. */
export const OTHERS = [
  {
    username: 'grace',
    name: 'Grace Hopper',
    listing: {
      ...PLAIN_WORDS,
      name: 'Commit message from a diff',
      description: 'Sends back one line and a body that says why, in the style of your project.',
      slug: 'commit-message',
      category: 'coding',
      price: '0.02',
      config: prompt('Describe this diff: {{diff}}', parameter('diff', 'What changed', 5_000)),
    },
  },
  {
    username: 'barbara',
    name: 'Barbara Liskov',
    listing: {
      ...LAUNCH_LIST,
      name: 'Interview questions that work',
      description: 'Twenty questions about design, with what a good answer sounds like.',
      slug: 'interview-questions',
      category: 'education',
      price: '0.50',
      config: { content: '1. What did you delete last?', filename: 'questions.md' },
    },
  },
] as const;

/** Half-way through the steps of publishing. */
export const DRAFT = {
  type: 'prompt_template',
  name: 'Cover letter that fits',
  description: 'A letter of one page, for a job that you name, in a tone that you choose.',
  slug: 'cover-letter',
  category: 'writing',
  price: '0.25',
  config: prompt(
    'You write cover letters. Write one for the job of a {{job}}, for somebody who has done this: {{experience}}.',
    parameter('job', 'The job that the letter is for'),
    parameter('experience', 'What the applicant has done', 2_000),
  ),
};
