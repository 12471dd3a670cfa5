// Words of imports: what came in, what was noticed, and row problems with what to do about them.
import type { FileProblem, ImportNoteCode, StayReason } from '../../import-outcome.ts';
import type { Message } from '../say.ts';

type ImportWordKey =
  | `import.${FileProblem}`
  | `import.note.${ImportNoteCode}`
  | `import.stays.${StayReason}`
  | `samples.${'help' | 'no-folder' | 'unreadable' | 'empty' | 'unwritable' | 'done' | 'place' | 'also' | 'also-more' | 'count'}`
  | `samples.in.${'route' | 'convoys' | 'nothing'}`
  | `import.command.${'help' | 'file' | 'files' | 'dry-run' | 'party' | 'unreadable' | 'problems' | 'problem' | 'too-big'}`
  | 'import.at.row'
  | 'import.at.cell'
  | 'import.at.line'
  | 'import.at.place';

export const importWords = {
  'import.at.row': 'Row {row}',
  'import.at.cell': 'Row {row}, {field}',
  'import.at.line': 'Line {row}',
  'import.at.place': 'At {field}',

  // The file as a whole
  'import.empty': 'The file is empty. Export it again and check its size before you send it.',
  'import.too-big':
    'The file is larger than the {max} MB allowed. Export only the route or the rows you need.',
  'import.encoding':
    'The characters of this file cannot be read for certain. Save it as UTF-8 and import it again.',
  'import.control':
    'The file contains characters that do not belong in text. Save it as plain UTF-8 text and import it again.',
  'import.format':
    'This is not a file that can be imported here. Use GPX, KML, TCX or GeoJSON for a route, CSV for convoys.',
  'import.kmz':
    'This is a zipped file (KMZ, XLSX or ZIP), which is not opened here. Unzip it and import the .kml file inside, or save the spreadsheet as CSV.',

  // XML
  'import.not-xml':
    'The file is damaged: it cannot be read from here on. Export it again, or open and save it in the program it comes from.',
  'import.doctype':
    'The file declares its own document type or entities, which is not allowed here. Export it again without them.',
  'import.too-deep':
    'The file is nested more deeply than any route needs ({max} levels). Export only the route.',
  'import.too-much':
    'The file holds more than can be read at once ({max} items). Export only the route you need.',

  // GeoJSON
  'import.not-json':
    'The file is not valid JSON: it cannot be read from here on. Export it again from the program it comes from.',
  'import.duplicate-key':
    'The same name stands twice in one object, so it is not clear which is meant. Remove one of the two.',
  'import.surrogate':
    'A text in the file contains a broken character. Type it in anew and import the file again.',
  'import.number': 'A number here is too large to be a number at all. Correct it and import the file again.',
  'import.not-geojson':
    'This is JSON, but not GeoJSON: “{expected}” is missing or not what it should be here. Export the route as GeoJSON.',
  'import.crs':
    'The file uses its own coordinate system. Export it with longitude and latitude in WGS 84 (EPSG:4326).',

  // Lines
  'import.network-link':
    'The file holds no line, only a link to another file on the internet, which is not fetched. Save the linked file and import that one.',
  'import.no-line':
    'There is no line in this file. Draw or record the route as a line (a track, a route or a LineString) and import it again.',
  'import.only-points': {
    one: 'There is no line in this file, only a single place. Connect the places of the route to a line and import it again.',
    other:
      'There is no line in this file, only {n} single places. Connect them to a line in the order of the road and import it again.',
  },
  'import.only-areas':
    'There is no line in this file, only areas. Draw the route as a line along the road and import it again.',
  'import.only-points-and-areas':
    'There is no line in this file, only single places and areas. Draw the route as a line along the road and import it again.',
  'import.one-point':
    'The line has only one place on it. A route needs at least its start and its end, at different places.',
  'import.no-points':
    'There is a track or line in this file, but it has no points. Check the recording or the drawing and export it again.',
  'import.coordinate':
    'This is not a coordinate: a longitude and a latitude in decimal degrees are needed. Correct it and import the file again.',
  'import.longitude':
    'This longitude is not between −180 and 180 degrees. Correct it and import the file again.',
  'import.latitude': 'This latitude is not between −90 and 90 degrees. Correct it and import the file again.',
  'import.axes-swapped':
    'Latitude and longitude seem to be the wrong way round here: GeoJSON and KML want longitude first. Swap them and import the file again.',
  'import.too-many-points':
    'The lines have more than {max} points. Simplify the route in the program it comes from and import it again.',
  'import.too-short':
    'The line is less than 50 metres long, which is 0.0 km on the board. Check that the right line was exported.',
  'import.too-long-line': 'The line is longer than {max} km. Check that the right line was exported.',
  'import.name':
    'The route has no name that can be used. Give the file or the line a name and import it again.',

  // CSV
  'import.not-csv':
    'The table cannot be read from here on: a quotation mark is not closed, or the row is too long. Save it again as CSV.',
  'import.no-rows': 'There are no rows under the header. Add one row for each convoy.',
  'import.too-many-rows': 'There are more than {max} rows. Import them in several files.',
  'import.too-many-columns': 'There are more than {max} columns. Check that this is the list of convoys.',
  'import.unknown-column': 'Convoys have no such column. Use the names of the fields, or remove the column.',
  'import.duplicate-column': 'This column stands twice. Remove one of the two.',
  'import.missing-column': 'This column is needed. Add it with a value in every row.',
  'import.extra-cells':
    'This row has more cells than the header. Check for a separator inside a text, and put such a text in quotation marks.',
  'import.exists':
    'A convoy with this callsign is in the room already. Use another callsign, or close that convoy first.',
  'import.route-exists':
    'A route of this name is in the room already. Name the line in the file differently, or close that route first.',
  'import.duplicate': 'This callsign stands in row {other} too. Use another callsign in one of them.',
  'import.party-unknown':
    'There is no party of this name in the room. Check the spelling, or ask the owner of the room to add it.',

  // What was noticed
  'import.note.joined': {
    one: 'The line was recorded in {n} part and taken as it is.',
    other: 'The line was recorded in {n} parts, which were joined; the widest gap between two is {metres} m.',
  },
  'import.note.longest-part':
    'The line has {n} parts with up to {km} km between them. Only the longest part was taken.',
  'import.note.longest-of-several':
    'The file holds {n} lines. Only the longest, of {km} km, was taken; if you need another one, export that line by itself.',
  'import.note.points-left-out': {
    one: '{n} single place in the file was left out.',
    other: '{n} single places in the file were left out.',
  },
  'import.note.areas-left-out': {
    one: '{n} area in the file was left out.',
    other: '{n} areas in the file were left out.',
  },
  'import.note.simplified':
    'The line was reduced from {from} to {to} points and is nowhere more than {metres} m off.',
  'import.note.jump':
    'Two points that follow each other are {km} km apart. Check the line there before you rely on it.',
  'import.note.far-away':
    'The line is {km} km away from the other routes of this room. Check that it is the right one.',
  'import.note.maybe-swapped':
    'With latitude and longitude swapped the line would lie near the other routes of this room. Check the order of the axes.',
  'import.note.name-from-file': 'The line has no name of its own, so the file’s name was taken.',
  'import.note.name-cleaned': 'Invisible characters were taken out of the name.',
  'import.note.hxl-row': 'The row of HXL tags under the header was left out.',
  'import.note.separator': 'The columns are separated by {separator}.',
  'import.note.default-party': {
    one: '{n} row without a party was given to {party}.',
    other: '{n} rows without a party were given to {party}.',
  },
  'import.note.formula-text': {
    one: '{n} cell that looks like a formula was kept as plain text.',
    other: '{n} cells that look like formulas were kept as plain text.',
  },

  'import.stays.changed':
    'It was changed after the import, so it stays. Close it by hand if it is not needed.',
  'import.stays.in-use': 'Other records refer to it, so it stays. Close those first.',

  // The import command
  'import.command.help':
    'Import a route (GPX, KML, TCX, GeoJSON) or convoys (CSV): npm run -s import -- --room <id> --party <name> [--dry-run] <file>\nAll or nothing. Prints {"import": …, "rows": …, "created": …, "problems": [{"row", "field", "code"}]}; what the columns are stands in docs/import.md.',
  'import.command.party': 'party of the convoys in rows that name none, by its name',
  'import.command.dry-run': 'only say what would come in',
  'import.command.file': 'Name the file to import.',
  'import.command.files': 'Name one file; files come in one by one, so that each can be taken back.',
  'import.command.unreadable':
    'The file {file} cannot be read ({code}). Check its name and your rights to it.',
  'import.command.too-big': 'The file {file} is larger than the {max} MB allowed. Export only what you need.',
  'import.command.problems': {
    one: 'Nothing was imported: {n} problem.',
    other: 'Nothing was imported: {n} problems.',
  },
  'import.command.problem': '{place}: {sentence}',

  // The samples command and the page it writes
  'samples.help':
    'Say what becomes of every file in a folder: npm run -s samples -- <folder> […] [--out <file>]\nImports each file into an empty room in memory and writes docs/import.md. Needs no server and changes no room.',
  'samples.no-folder': 'Name a folder with files: npm run -s samples -- <folder>.',
  'samples.unreadable': 'The folder {folder} cannot be read ({code}). Check its name and your rights to it.',
  'samples.empty': 'There are no files in {folder}. Name a folder that holds some.',
  'samples.unwritable': 'The file {file} cannot be written ({code}). Check the folder and your rights to it.',
  'samples.done': {
    one: 'Wrote {file}: {n} file, {taken} came in, {refused} did not.',
    other: 'Wrote {file}: {n} files, {taken} came in, {refused} did not.',
  },
  'samples.in.route': 'Route “{name}”, {km} km, {points} points.',
  'samples.in.convoys': { one: '{n} convoy.', other: '{n} convoys.' },
  'samples.in.nothing': 'Nothing.',
  'samples.place': '{place}: {sentence}',
  'samples.also': 'The same at: {places}.',
  'samples.also-more': { one: '{places} and {n} more place', other: '{places} and {n} more places' },
  'samples.count': {
    one: '{n} file: {taken} came in, {refused} did not.',
    other: '{n} files: {taken} came in, {refused} did not.',
  },
} as const satisfies { readonly [key in ImportWordKey]: Message };
