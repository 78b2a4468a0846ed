import type { MigrationInterface, QueryRunner } from 'typeorm';

const PRICES = [
  'prompt',
  'completion',
  'request',
  'image',
  'web_search',
  'internal_reasoning',
  'cache_read',
  'cache_write',
].map((price) => `price_${price}`);

/** What a listing says of a model, and what only its sync writes. */
const LISTED = [
  'name',
  'description',
  'maker',
  'context_length',
  'max_output_tokens',
  'modality',
  'input_modalities',
  'output_modalities',
  'supported_parameters',
  ...PRICES,
  'is_active',
  'last_seen_at',
];

/** The models that OpenRouter lists, and who among them was picked by the operator, and when. */
export class Models1764000009200 implements MigrationInterface {
  readonly name = 'Models1764000009200';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE x402_openrouter_models (
        id text PRIMARY KEY CHECK (id ~ '^[!-~]{1,180}$'),
        name text NOT NULL,
        description text,
        maker text NOT NULL,
        context_length integer CHECK (context_length > 0),
        max_output_tokens integer CHECK (max_output_tokens > 0),
        modality text NOT NULL,
        input_modalities text[] NOT NULL,
        output_modalities text[] NOT NULL,
        supported_parameters text[] NOT NULL,
        ${PRICES.map((price) => `${price} numeric CHECK (${price} >= 0),`).join('\n')}
        is_curated boolean NOT NULL DEFAULT false,
        is_active boolean NOT NULL DEFAULT true,
        first_seen_at timestamptz(3) NOT NULL,
        last_seen_at timestamptz(3) NOT NULL
      )`);
    // Plain ids: the trail outlives what it tells about.
    await query.query(`
      CREATE TABLE model_curation_log (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        model_id text NOT NULL,
        is_curated boolean NOT NULL,
        reason text CHECK (char_length(reason) <= 500),
        key_hint text NOT NULL,
        request_id text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now()
      )`);
    await query.query(`
      CREATE INDEX model_curation_log_model ON model_curation_log (model_id, id DESC)`);
    await this.secure(query);
  }

  private async secure(query: QueryRunner): Promise<void> {
    for (const table of ['x402_openrouter_models', 'model_curation_log']) {
      await query.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await query.query(`
        CREATE POLICY ${table}_models ON ${table} TO coinslot_app
          USING ((SELECT app_service()) = 'models')`);
    }
    await query.query(`
      CREATE POLICY x402_openrouter_models_storefront ON x402_openrouter_models FOR SELECT
        TO coinslot_app USING ((SELECT app_service()) = 'storefront')`);
    // No DELETE: models that vanish become inactive. What the operator picked starts as false.
    await query.query(`
      GRANT SELECT, INSERT (id, first_seen_at, ${LISTED.join(', ')}),
          UPDATE (is_curated, ${LISTED.join(', ')})
        ON x402_openrouter_models TO coinslot_app`);
    await query.query(`
      GRANT SELECT, INSERT (model_id, is_curated, reason, key_hint, request_id)
        ON model_curation_log TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE model_curation_log, x402_openrouter_models`);
  }
}
