// Words of the store that keeps the record: what is wrong with the folder, the file or the disk, and what to do.

export const storeWords = {
  'store.locked':
    'Another Corridor is running on the data folder {dir}. Stop that one, or give this one a folder of its own with DATA_DIR.',
  'store.folder':
    'The data folder {dir} cannot be used: {why}. Make it a folder this account may read and write, or name another one with DATA_DIR.',
  'store.foreign':
    '{file} is not a record that Corridor wrote. Move it away, or name another folder with DATA_DIR.',
  'store.newer':
    '{file} was written by a newer Corridor (version {version} of its tables, this one knows {known}). Start the newer one.',
  'store.corrupt':
    '{file} is damaged and was left as it is: {why}. Copy the whole folder {dir} away, then put back a backup or name another folder with DATA_DIR.',
  'store.unwritable': '{file} cannot be opened: {why}. Let this account read and write it.',
  'store.full':
    'There is no space left in the data folder {dir}. Nothing was saved just now; free some space and it goes on by itself.',
  'store.full-at-start':
    'There is no space left in the data folder {dir}. Nothing was lost; free some space, then start again.',
  'store.failed': 'The record could not be written: {why}.',
  'store.closed': 'The record is closed: the server is stopping.',
  'store.lost': 'The record’s writer stopped unexpectedly: {why}. It is started again.',
  'store.no-room': 'There is no room {room} in the record.',
  'store.room-exists': 'Room {room} is in the record already.',
  'store.kept': 'Room {room} is not an exercise, so it is never removed.',
  'store.overtaken': 'Room {room} was taken over by another writer.',
  'store.seq': 'Room {room} stands at entry {seq}, not at {expected}.',
  'store.ahead': 'Room {room} has no entry {seq} yet, so its board cannot be kept as of then.',
  'store.damaged': 'The record of room {room} cannot be trusted from entry {seq} on: {why}.',
  'store.chain.header': 'its heading was changed',
  'store.chain.payload': 'its content was changed',
  'store.chain.missing': 'it is missing',
  'store.chain.order': 'it stands in another one’s place',
  'store.chain.truncated': 'the record ends before it',
  'store.chain.history': 'it belongs to another history',
} as const;
