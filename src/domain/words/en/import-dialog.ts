// Words of the import dialog: choosing a file, what it would bring in, and taking it back again.

export const importDialogWords = {
  'imports.open': 'Import…',
  'imports.title': 'Import from a file',
  'imports.close': 'Close',
  'imports.what': 'What is in the file',
  'imports.kind.route': 'A route, from GPX, KML, TCX or GeoJSON',
  'imports.kind.convoy': 'Convoys, from a CSV table',
  'imports.file': 'File',
  'imports.file.route': 'The longest line of the file becomes a route; up to {mb} MB.',
  'imports.file.convoy':
    'The first row names the fields: callsign, route, fromKm, toKm and others; up to {mb} MB.',
  'imports.nothing-yet': 'Choosing a file only looks at it. Nothing is imported before you say so.',
  'imports.checking': 'Looking at {file}…',
  'imports.importing': 'Importing {file}…',
  'imports.checked.route': 'This would create the route “{name}”: {km} km with {points} points.',
  'imports.checked.convoy': {
    one: 'This would create {n} convoy.',
    other: 'This would create {n} convoys.',
  },
  'imports.problems': {
    one: 'Nothing can be imported yet: {n} problem. Correct it in the file and choose it again.',
    other: 'Nothing can be imported yet: {n} problems. Correct them in the file and choose it again.',
  },
  'imports.where': 'Where',
  'imports.problem': 'Problem',
  'imports.whole-file': 'The file',
  'imports.noticed': 'What was noticed',
  'imports.commit': { one: 'Import {n} record', other: 'Import {n} records' },
  'imports.done.route': 'Imported: the route “{name}” is in the room.',
  'imports.done.convoy': {
    one: 'Imported: {n} convoy is in the room.',
    other: 'Imported: {n} convoys are in the room.',
  },
  'imports.undo': 'Take the import back',
  'imports.undone': {
    one: 'Taken back: {n} record was closed.',
    other: 'Taken back: {n} records were closed.',
  },
  'imports.another': 'Choose another file',
} as const;
