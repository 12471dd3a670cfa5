// The catalogue holds what is said and nothing else: every key is said somewhere, and stands in one file only.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sourcesBelow } from './floors/sources.ts';

const folder = new URL('../../src/domain/words/en/', import.meta.url);
const areas = await Promise.all(
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map(async (file) => {
      const module = (await import(new URL(file, folder).href)) as { [name: string]: object };
      return { file, keys: Object.values(module).flatMap((words) => Object.keys(words)) };
    }),
);

/** Areas whose keys are built whole from declarations, and typed over them: a key too many or too few does not compile. */
const BUILT_FROM_DATA: { readonly [file: string]: string } = {
  'kinds.ts': 'src/domain/labels.ts, from the kinds and their fields',
  'values.ts':
    'src/domain/labels.ts, from the words and parts of fields, and what gaps, calls and readers may say',
  'refusals.ts': 'one sentence per code of src/domain/refusals.ts',
};

const said = sourcesBelow(['src', 'server', 'scripts']).filter(
  ({ path }) => !path.startsWith('src/domain/words/en'),
);
const literals = new Set<string>();
/** `console.${asking}.help` says every key of that form; a template has to begin with the words of its area. */
const templates = new Map<string, RegExp>();
for (const { text } of said) {
  for (const [, key] of text.matchAll(/['"`]([\w.? -]+)['"`]/g)) literals.add(key ?? '');
  for (const [, template = ''] of text.matchAll(/`([a-z][\w-]*\.(?:[\w.-]|\$\{[^{}]*\})*)`/g)) {
    if (!template.includes('${')) continue;
    const parts = template.split(/\$\{[^{}]*\}/).map((part) => part.replaceAll('.', '\\.'));
    templates.set(template, new RegExp(`^${parts.join('.+')}$`));
  }
}
const isSaid = (key: string): boolean =>
  literals.has(key) || [...templates.values()].some((form) => form.test(key));

describe('the message catalogue', () => {
  it.each(areas.filter(({ file }) => !(file in BUILT_FROM_DATA)))(
    'holds in $file no sentence that nobody says',
    ({ keys }) => {
      expect(keys.length).toBeGreaterThan(0);
      expect(keys.filter((key) => !isSaid(key))).toEqual([]);
    },
  );

  it('has every sentence in one file only', () => {
    const places = new Map<string, string[]>();
    for (const { file, keys } of areas)
      for (const key of keys) places.set(key, [...(places.get(key) ?? []), file]);
    expect([...places].filter(([, files]) => files.length > 1)).toEqual([]);
  });

  it('knows the areas that are built from declarations', () => {
    expect(Object.keys(BUILT_FROM_DATA).filter((file) => !areas.some((area) => area.file === file))).toEqual(
      [],
    );
  });

  it('would notice a sentence that is no longer said', () => {
    expect(isSaid('console.ack')).toBe(true);
    expect(isSaid('console.ack.seen')).toBe(true);
    expect(isSaid('console.sung.by.nobody')).toBe(false);
  });
});
