import { Icon } from './icons.tsx';

// What the frame of the console does not show: it loads with the pages that do.
export const PlusIcon = () => (
  <Icon className="size-4">
    <path d="M12 5v14M5 12h14" />
  </Icon>
);
export const CopyIcon = () => (
  <Icon className="size-4">
    <rect x="9" y="9" width="11" height="11" rx="2" />
    <path d="M5 15H4V4h11v1" />
  </Icon>
);
export const CheckIcon = () => (
  <Icon className="size-4">
    <path d="m5 12 5 5 9-10" />
  </Icon>
);
export const UpIcon = () => (
  <Icon className="size-4">
    <path d="M12 19V5M6 11l6-6 6 6" />
  </Icon>
);
export const DownIcon = () => (
  <Icon className="size-4">
    <path d="M12 5v14M6 13l6 6 6-6" />
  </Icon>
);
export const OutIcon = () => (
  <Icon className="size-4">
    <path d="M9 6h9v9M18 6 6 18" />
  </Icon>
);
