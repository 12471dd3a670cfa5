// Labels of kinds, fields and status words; keys derive from the kinds: `convoy`, `convoy.eta`, `convoy.phase.en_route`.

export const kindWords = {} as const;
