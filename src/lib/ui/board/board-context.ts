// What the parts of the board page share: the derived picture and the selection.
import { createContext } from 'svelte';
import type { Picture } from './picture.svelte.ts';
import type { Selection } from './selection.svelte.ts';

const [usePicture, providePicture] = createContext<Picture>();
const [useSelection, provideSelection] = createContext<Selection>();

export { providePicture, provideSelection, usePicture, useSelection };
