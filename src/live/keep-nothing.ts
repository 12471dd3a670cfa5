// A person's choice, for this browser: keep nothing I typed on this device.
const CHOICE = 'corridor.keep-nothing';

export function keepsNothing(): boolean {
  return localStorage.getItem(CHOICE) === 'yes';
}

/** Other windows hear of it as `storage`; this one by the event of the same name that is made here. */
export function chooseToKeepNothing(nothing: boolean): void {
  if (nothing) localStorage.setItem(CHOICE, 'yes');
  else localStorage.removeItem(CHOICE);
  dispatchEvent(new StorageEvent('storage', { key: CHOICE }));
}

/** The answer stops it. */
export function onChoice(hear: () => void): () => void {
  const listener = ({ key }: StorageEvent): void => {
    if (key === CHOICE || key === null) hear();
  };
  addEventListener('storage', listener);
  return () => removeEventListener('storage', listener);
}
