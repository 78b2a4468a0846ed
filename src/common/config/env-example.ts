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

/** The README's table of settings. */
export function settingsTable(): string {
  const rows = describeSettings().map(
    ({ name, description, fallback }) =>
      `| \`${name}\` | ${description} | ${fallback === undefined ? 'required' : fallback && `\`${fallback}\``} |`,
  );
  return ['| setting | meaning | default |', '| --- | --- | --- |', ...rows].join('\n');
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
