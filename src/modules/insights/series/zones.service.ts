import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { invalidInput, Problem } from '../../../common/errors/index.js';

/** What days can be parted by: zones that the database knows too, which parts them. */
@Injectable()
export class Zones {
  private known: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(private readonly database: Database) {}

  /**
   * The one name of a zone, however its letters are spelled: days are kept by it.
   * @param tz the name of a zone that this server knows
   * @throws {Problem} invalid_input, of the field `tz`, where the database has other tables of zones
   */
  async nameOf(tz: string): Promise<string> {
    const name = tz === 'UTC' ? tz : (await this.names()).get(tz.toLowerCase());
    if (name !== undefined) return name;
    throw new Problem(invalidInput, {
      errors: [{ field: 'tz', message: 'must be a zone that the database of this server knows' }],
    });
  }

  /** Read once: PostgreSQL reads a file for each of them. */
  private names(): Promise<ReadonlyMap<string, string>> {
    this.known ??= this.read().catch((error: unknown) => {
      this.known = undefined;
      throw error;
    });
    return this.known;
  }

  private async read(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.asService('insights', (tx) =>
      tx.query<{ name: string }[]>(`SELECT name FROM pg_timezone_names`),
    );
    return new Map(rows.map(({ name }) => [name.toLowerCase(), name]));
  }
}
