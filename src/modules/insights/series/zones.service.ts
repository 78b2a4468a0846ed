import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { invalidInput, Problem } from '../../../common/errors/index.js';

/** What days can be parted by: zones that the database knows too, which parts them. */
@Injectable()
export class Zones {
  private known: Promise<ReadonlySet<string>> | undefined;

  constructor(private readonly database: Database) {}

  /**
   * @param tz the name of a zone that this server knows
   * @throws {Problem} invalid_input, of the field `tz`, where the database has other tables of zones
   */
  async assertKnown(tz: string): Promise<void> {
    if (tz === 'UTC' || (await this.names()).has(tz.toLowerCase())) return;
    throw new Problem(invalidInput, {
      errors: [{ field: 'tz', message: 'must be a zone that the database of this server knows' }],
    });
  }

  /** Read once: PostgreSQL reads a file for each of them. */
  private names(): Promise<ReadonlySet<string>> {
    this.known ??= this.read().catch((error: unknown) => {
      this.known = undefined;
      throw error;
    });
    return this.known;
  }

  private async read(): Promise<ReadonlySet<string>> {
    const rows = await this.database.asService('insights', (tx) =>
      tx.query<{ name: string }[]>(`SELECT lower(name) AS name FROM pg_timezone_names`),
    );
    return new Set(rows.map(({ name }) => name));
  }
}
