import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { Config } from './common/config/index.js';
import { ProblemDto } from './common/http/index.js';
import { ConnectionProviders, documentConnections } from './modules/integrations/index.js';
import { documentTypes, ResourceTypes } from './modules/resources/index.js';

const DESCRIPTION = `Put a price on a prompt or an API, and be paid per call.

Creators sign in with a wallet, or at an issuer that this server trusts, or send an API key. Buyers need no account: they call a resource, get
\`402\` with the price, sign the payment and call again (x402).`;

/** Serves Swagger UI at \`/docs\` and the OpenAPI document at \`/openapi.json\`. */
export function serveDocumentation(app: NestFastifyApplication, config: Config): void {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Coinslot')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(config.PUBLIC_URL)
    .addBearerAuth()
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-api-key' }, 'api-key')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-admin-key' }, 'admin-key')
    .build();
  SwaggerModule.setup(
    'docs',
    app,
    () => {
      const types = app.get(ResourceTypes, { strict: false }).all;
      const extraModels = [ProblemDto, ...types.map(({ Input }) => Input)];
      const document = SwaggerModule.createDocument(app, settings, { extraModels });
      const providers = app.get(ConnectionProviders, { strict: false }).all;
      return documentConnections(documentTypes(document, types), providers);
    },
    { jsonDocumentUrl: 'openapi.json', swaggerOptions: { persistAuthorization: true } },
  );
}
