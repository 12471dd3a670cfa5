// Words of the command line, the terminal and the server's own messages.

export const commandWords = {
  'command.help.room': 'Make an empty room: npm run -s room -- --name <text>\nPrints {"room": "<id>"}.',
  'command.help.set':
    'Set values on the board: npm run -s set -- --room <id> <kind> [<record>] field=value …\nWithout a record a new one is made. <record> and references are ids, names or callsigns; times are ISO 8601 or ms; the parts of a value that has several are separated by commas.\nPrints {"record": "<id>"}.',
  'command.help.epoch':
    'Start a fresh document of a room, so that it opens fast again: npm run -s epoch -- --room <id>\nThe board and its record stay as they are; open pages start anew by themselves, what somebody had not sent yet comes back to them. The server does this by itself when a room has grown.\nPrints {"epoch": <number>, "seq": <number>}.',
  'command.help.people':
    'List who may enter a room, end their access or change their role: npm run -s people -- --room <id> [--revoke <membership>] [--role <membership>=<role>]\nPrints the list as JSON.',
  'command.help.invite':
    'Invite a person: npm run -s invite -- --room <id|exercise> --role <coordinator|watch_officer|observer> --party <party name> --name <person> [--owner] [--days <n>]\nObservers, and everybody in the exercise, may be invited without a name: such a link can be shared.\nPrints {"link": …, "token": …}.',
  'command.option.name': 'the person it is for',
  'command.option.room-name': 'name of the room',
  'command.option.room': 'id of the room; “exercise” for the exercise',
  'command.option.role': 'coordinator, watch_officer or observer',
  'command.option.change-role': '<membership>=<role>: give this membership another role',
  'command.option.party': 'the party on the board that the person belongs to, by its name',
  'command.option.owner': 'the person may also change the room itself and who is in it',
  'command.option.days': 'days until the invitation expires; 7 by default',
  'command.option.revoke': 'membership to end, at once and for good',
  'command.option.data-dir': 'data folder, as for the server (DATA_DIR)',
  'command.option.help': 'show this',
  'command.options': 'Options:',

  'command.usage': '{what} Run npm run -s {command} -- --help to see how it is used.',
  'command.missing': 'Say {option}.',
  'command.unknown-option': 'There is no option {what}.',
  'command.option-value': 'Option {what} is not given as it should be.',
  'command.no-count': 'Option {option} takes a whole number.',
  'command.unexpected': '“{what}” is not expected here.',
  'command.at': '{cell}: {sentence}',
  'command.unknown':
    'The running server knows no command {command}. Restart it with the version you have here.',
  'command.shape':
    'The command {command} came in another form than the running server expects. Restart it with the version you have here.',
  'command.failed':
    'The command {command} failed in a way nobody foresaw. Look at the server’s log, and try again.',
  'command.no-answer':
    'The running server did not answer. Nothing is known to have changed; look at its log and try again.',
  'command.starting':
    'A server has the data folder {dir} but does not take commands yet, or any more. Wait a moment and try again.',
  'command.too-big': 'This is larger than the {max} bytes a command may carry.',

  'command.room-name': 'Give the room a name of 1 to 80 characters: npm run -s room -- --name <text>.',
  'command.no-room': 'There is no room {room}. The rooms here are: {rooms}.',
  'command.no-rooms':
    'There is no room {room}, and none at all yet. Make one: npm run -s room -- --name <text>.',
  'command.no-exercise':
    'There is no exercise here. Start the server without CORRIDOR_EXERCISE=off and before a real room exists, or name a room by its id.',
  'command.role': '“{role}” is no role. Give one of: {roles}.',
  'command.no-membership':
    'Nobody in this room has the membership {membership}. Run the command without it to see the list.',
  'command.invite-name':
    'A {role} writes under their own name: say whose invitation it is with --name <person>. Only observers may share a link.',
  'command.invite-owner': 'An observer cannot own a room. Leave --owner away, or give another role.',
  'command.no-party':
    'There is no party “{party}” in this room. Its parties are: {parties}. To add one: npm run -s set -- --room {room} party name="{party}" role=<{roles}>.',
  'command.no-parties':
    'There is no party “{party}” in this room, and none at all yet. Add it first: npm run -s set -- --room {room} party name="{party}" role=<{roles}>.',
  'command.kind': 'The board has no records of kind “{kind}”. Give one of: {kinds}.',
  'command.assignment': '“{what}” is no field=value. Write it as one word, in quotes where it has spaces.',
  'command.field': 'A {kind} has no field “{field}”. Its fields are: {fields}.',
  'command.value': '{field}: {why} Expected: {expected}.',
  'command.nothing-to-set': 'Say at least one field=value of the {kind}.',
  'command.several': 'Several records of kind {kind} are called “{record}”. Give one of their ids: {ids}.',
  'command.no-record': 'There is no {kind} “{record}” in this room. Give its id, name or callsign.',
} as const;
