// Words of the overview beside the board: how fresh the picture is, what changed lately, everything else on the board.

export const overviewWords = {
  'overview.title': 'Overview',
  'overview.newest': 'Newest report',
  'overview.oldest': 'Oldest report',
  'overview.report': '{age}, {name}',
  'overview.no-report': 'none from the road yet',
  'overview.silent': {
    one: '{n} convoy on the road was never heard of: {names}',
    other: '{n} convoys on the road were never heard of: {names}',
  },
  'overview.recent': 'Changed in the last 5 minutes',
  'overview.recent.none': 'Nothing changed. What somebody changes shows here with who and from what.',
  'overview.recent.more': { one: 'and {n} more change', other: 'and {n} more changes' },
  'overview.created': 'new: {kind}',
  'overview.change': '{from} → {to}',
  'overview.by': '{name}, {age}',
  'overview.records': 'On this board',
  'overview.records.of': '{kind}: {n}',
  'overview.records.none': 'none yet',
} as const;
