import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Config } from './common/config/index.js';
import { describeApi, SECURITY } from './describe-api.js';
import { ProblemDto } from './common/http/index.js';
import { ApiDocument, onlyCalledMethods, withGeneralAnswers } from './modules/discovery/index.js';
import { ConnectionProviders, documentConnections } from './modules/integrations/index.js';
import { documentTypes, ResourceTypes } from './modules/resources/index.js';

const DESCRIPTION = `Put a price on a prompt or an API, and be paid per call.

Creators sign in with a wallet, or at an issuer that this server trusts, or send an API key. Buyers need no account: they call a resource, get
\`402\` with the price, sign the payment and call again (x402). What is on sale has a document of its own: [/openapi.json](/openapi.json).`;

/** What Swagger UI offers, the first one open. */
const DOCUMENTS = [
  { name: 'API: accounts, resources, payments', url: '/api/v1/openapi.json' },
  { name: 'On sale: what buyers can call', url: '/openapi.json' },
];

/** Serves Swagger UI at \`/docs\`, and says how the OpenAPI document of the API is made. */
export function serveDocumentation(app: NestFastifyApplication, config: Config): void {
  const settings = documentSettings(config);
  app
    .get(ApiDocument, { strict: false })
    .madeBy(() => describeApi(apiDocument(app, settings), config.NETWORKS));
  const swaggerOptions = {
    persistAuthorization: true,
    spec: {},
    urls: DOCUMENTS,
    // Ninety operations, each with its answers: a page for itself, opened by its heading.
    docExpansion: 'none',
    defaultModelsExpandDepth: -1,
    filter: true,
  };
  SwaggerModule.setup(
    'docs',
    app,
    { ...settings, paths: {} },
    {
      raw: false,
      explorer: true,
      swaggerOptions,
    },
  );
}

function documentSettings({ PUBLIC_URL: url, CONTACT_EMAIL: email }: Config) {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Coinslot')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(url)
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: SECURITY.bearer })
    .addApiKey(apiKey('x-api-key', SECURITY.apiKey), 'api-key')
    .addApiKey(apiKey('x-admin-key', SECURITY.adminKey), 'admin-key')
    .build();
  const contact = { name: 'Coinslot', url, ...(email !== undefined && { email }) };
  return { ...settings, info: { ...settings.info, contact } };
}

/** What the routes of the application say of themselves, with the types and services that plug in. */
function apiDocument(
  app: NestFastifyApplication,
  settings: ReturnType<typeof documentSettings>,
): OpenAPIObject {
  const types = app.get(ResourceTypes, { strict: false }).all;
  const extraModels = [ProblemDto, ...types.map(({ Input }) => Input)];
  const document = SwaggerModule.createDocument(app, settings, { extraModels });
  const providers = app.get(ConnectionProviders, { strict: false }).all;
  const described = documentConnections(documentTypes(document, types), providers);
  return withGeneralAnswers(onlyCalledMethods(described));
}

function apiKey(name: string, description: string) {
  return { type: 'apiKey', in: 'header', name, description } as const;
}
