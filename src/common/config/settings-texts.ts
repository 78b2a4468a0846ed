import type { z } from 'zod';
import { formatUsdc } from '../money/usdc.js';
import { settings } from './settings.js';

/** The text of `.env.example`: every setting with its meaning, an example and its default. */
export function envExample(): string {
  const blocks = describeSettings().map(({ name, description, example, fallback }) => {
    const requirement = fallback === undefined ? 'required' : `default: ${fallback || 'none'}`;
    return `# ${description} (${requirement})\n# ${name}=${example}\n`;
  });
  return `# Every setting of Coinslot. Without production settings, \`npm start\` runs a local sandbox.\n\n${blocks.join('\n')}`;
}

function settingsTable(): string {
  const rows = describeSettings().map(
    ({ name, description, fallback }) =>
      `| \`${name}\` | ${description} | ${fallback === undefined ? 'required' : fallback && `\`${fallback}\``} |`,
  );
  return ['| setting | meaning | default |', '| --- | --- | --- |', ...rows].join('\n');
}

const BEGIN = '<!-- settings: written by `npm run env:example` -->\n';
const END = '\n<!-- settings end -->';

/**
 * The README with its table of settings made anew, between the two markers.
 * @throws Error when a marker is missing
 */
export function withSettingsTable(readme: string): string {
  const [before, rest] = readme.split(BEGIN);
  const end = rest?.indexOf(END) ?? -1;
  if (before === undefined || rest === undefined || end < 0) {
    throw new Error(`README.md lacks the markers of its settings: ${BEGIN.trim()} … ${END.trim()}`);
  }
  return before + BEGIN + settingsTable() + rest.slice(end);
}

interface SettingDescription {
  readonly name: string;
  readonly description: string;
  readonly example: string;
  /** Undefined when the setting is required, empty when it is optional without a default. */
  readonly fallback: string | undefined;
}

function describeSettings(): SettingDescription[] {
  return Object.entries(settings.shape).map(([name, type]) => ({
    name,
    description: String(type.meta()?.['description']),
    example: String(type.meta()?.['example']),
    fallback: fallbackOf(type),
  }));
}

function fallbackOf(type: z.ZodType): string | undefined {
  const result = type.safeParse(undefined);
  if (!result.success) return undefined;
  const { data } = result;
  if (typeof data === 'bigint') return formatUsdc(data);
  // What is read into an object starts from an empty text.
  const isPlain = typeof data !== 'object' || Array.isArray(data);
  return data === undefined || !isPlain ? '' : String(data);
}
