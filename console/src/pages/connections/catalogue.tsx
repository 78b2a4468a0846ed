import { Card, count } from '../../design/index.ts';
import { ServiceRow } from './service-row.tsx';
import { CATEGORIES, type Integration } from './words.ts';

/** The services by what they are for; what comes first in setting up stands first. */
export function Catalogue({ items }: { readonly items: readonly Integration[] }) {
  const ordered = items.toSorted((a, b) => a.setupOrder - b.setupOrder);
  const categories = [...new Set(ordered.map(({ category }) => category))];
  return (
    <>
      {categories.map((category) => {
        const services = ordered.filter((each) => each.category === category);
        const connected = services.filter(({ connection }) => connection.status === 'connected');
        return (
          <Card
            key={category}
            title={CATEGORIES[category]}
            about={`${connected.length} of ${count(services.length, 'service')} connected`}
          >
            <ul className="-my-4 divide-y divide-line">
              {services.map((service) => (
                <ServiceRow key={service.provider} service={service} />
              ))}
            </ul>
          </Card>
        );
      })}
    </>
  );
}
