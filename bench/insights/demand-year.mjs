/** Of each resource and day: who asked the price, tried to pay and was refused; `many` in each quarter of an hour. */
const COUNTED = [
  ['challenged', null, 'buyers', 5],
  ['challenged', null, 'bots', 9],
  ['tried', null, 'buyers', 2],
  ['refused', 'insufficient_funds', 'buyers', 1],
];

/** A year of demand for every resource of a user, as it is counted: until the end of each quarter. */
export async function fillDemandYear(client, userId, { resources, days }) {
  const counted = COUNTED.map(
    ([stage, reason, audience, many]) =>
      `('${stage}', ${reason === null ? 'NULL' : `'${reason}'`}, '${audience}', ${many})`,
  );
  const rows = (parts) => `
    SELECT $1::uuid AS owner_id, d.day::date AS day, ${parts}, s.stage, s.reason, s.audience,
           (SELECT array_agg(quarter * s.many ORDER BY quarter) FROM generate_series(1, 96) quarter) AS until
      FROM generate_series(current_date - $2::int, current_date, interval '1 day') d (day),
           generate_series(0, $3::int) n,
           (VALUES ${counted.join(', ')}) s (stage, reason, audience, many)`;
  const given = [userId, days - 1, resources - 1];
  await client.query(
    `INSERT INTO demand_figures (owner_id, day, resource_id, stage, reason, audience, until)
       ${rows("md5('resource 0 ' || n)::uuid AS resource_id")}`,
    given,
  );
  await client.query(
    `INSERT INTO demand_totals (owner_id, day, stage, reason, audience, until)
       SELECT owner_id, day, stage, reason, audience,
              (SELECT array_agg(u * $3::int ORDER BY at) FROM unnest(until) WITH ORDINALITY AS q (u, at))
         FROM (${rows('n')}) r WHERE n = 0`,
    [...given.slice(0, 2), resources],
  );
  await client.query(`UPDATE demand_start SET counted_since = now() - interval '2 years'`);
}
