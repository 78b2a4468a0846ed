import { isAddress } from 'viem';
import { z } from 'zod';

/** Stands in place of a secret: `{ "$env": "CLAUDE_KEY" }` is the value of that variable. */
const reference = z.strictObject({ $env: z.string() });

const body = z.record(z.string(), z.unknown());

/**
 * What an operator wants a shop to be. Whatever stands in an object of the API is judged by the API, as if its
 * client had sent it.
 */
const setupFile = z.strictObject({
  wallet: z
    .string()
    .refine((text) => isAddress(text), 'is no EVM address, or is mistyped')
    .describe('The EVM address that signs in to the account'),
  network: z.string().optional().describe('CAIP-2 id of its chain; the first of NETWORKS'),
  profile: body.optional().describe('As `PATCH /me` takes it'),
  acceptTerms: z
    .record(z.string(), z.string())
    .optional()
    .describe('Versions by provider, as `PUT /me/provider-terms/{provider}` takes them'),
  connections: z
    .record(z.string(), body)
    .optional()
    .describe('By provider, as `POST /integrations/{provider}/connect` takes them'),
  resources: z
    .array(z.looseObject({ slug: z.string(), publish: z.boolean().default(true) }))
    .optional()
    .describe('As `POST /resources` takes them'),
  apiKeys: z
    .array(z.looseObject({ name: z.string() }))
    .optional()
    .describe('As `POST /api-keys` takes them'),
});

export type SetupFile = z.infer<typeof setupFile>;

/** What is wrong with a file, in words for whoever wrote it. */
export class SetupFileError extends Error {
  override readonly name = 'SetupFileError';
}

/**
 * Reads a file, with the values of the variables that it refers to.
 * @throws {SetupFileError} saying where it is wrong, without repeating what stands there
 */
export function readSetupFile(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): SetupFile {
  const result = setupFile.safeParse(parse(text));
  if (!result.success) throw new SetupFileError(z.prettifyError(result.error));
  return insert(result.data, environment, '') as SetupFile;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SetupFileError('The file is no JSON');
  }
}

function insert(
  value: unknown,
  environment: Readonly<Record<string, string | undefined>>,
  place: string,
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((each, at) => insert(each, environment, `${place}[${at}]`));
  const { data } = reference.safeParse(value);
  if (data === undefined) {
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [
        name,
        insert(each, environment, `${place}.${name}`),
      ]),
    );
  }
  const given = environment[data.$env];
  if (given) return given;
  throw new SetupFileError(`${place.slice(1)}: the environment has no ${data.$env}`);
}
