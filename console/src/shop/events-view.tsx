import { useEffect, useRef } from 'react';
import type { SellerEvent } from './seller-events.ts';

/** More than anybody reads, and little enough to show fast. */
const SHOWN_EVENTS = 200;
const NEAR_THE_END_PX = 40;

/** Events of a seller's endpoint, as they come; it follows the newest, unless its reader has scrolled away. */
export function EventsView({ events }: { readonly events: readonly SellerEvent[] }) {
  const list = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  const earlier = Math.max(0, events.length - SHOWN_EVENTS);
  useEffect(() => {
    if (list.current && follows.current) list.current.scrollTop = list.current.scrollHeight;
  });
  return (
    <div className="flex flex-col gap-2">
      <ol
        ref={list}
        aria-label="Events"
        tabIndex={0}
        start={earlier + 1}
        className="max-h-[32rem] overflow-auto rounded-control border border-line bg-sunk p-3 font-mono text-sm"
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          follows.current = scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PX;
        }}
      >
        {events.slice(earlier).map(({ number, name, data }) => (
          <li key={number} dir="auto" className="py-0.5 break-words whitespace-pre-wrap">
            {name !== undefined && <span className="text-faint">{name} </span>}
            {data}
          </li>
        ))}
      </ol>
      {earlier > 0 && <p className="text-sm text-faint">{earlier} earlier ones are in the file.</p>}
    </div>
  );
}
