// One sentence per refusal: what happened and what to do next; gaps are the refusal's params.
import type { RefusalCode } from '../../refusals.ts';

export const refusalWords = {
  'refusal.no-session':
    'You are not signed in here. Open your invitation link again, or ask the owner of the room for a new one.',
  'refusal.session-ended':
    'Your access to this room has ended. Ask the owner of the room for a new invitation.',
  'refusal.role-changed':
    'Your role in this room was changed before this was sent. Look whether it still holds, and set it again if you may.',
  'refusal.no-room':
    'There is no room here that you can open. Check the link, or ask whoever sent it for a new one.',
  'refusal.foreign-origin':
    'This request came from another site and was not carried out. Open the room from its own address.',
  'refusal.invite-unknown':
    'This invitation is not known here. Check that the whole link was copied, or ask for a new one.',
  'refusal.invite-used':
    'This invitation was already used. If that was you, open the room on the same device; otherwise ask for a new one.',
  'refusal.invite-expired': 'This invitation has expired. Ask whoever sent it for a new one.',
  'refusal.invite-revoked': 'This invitation was withdrawn. Ask the owner of the room for a new one.',
  'refusal.too-many-invitations':
    'There are {max} invitations that nobody has used yet. Withdraw those that are no longer needed, then invite again.',
  'refusal.name-required': 'Say your name, so that others can see who changed what.',
  'refusal.read-only':
    'You can read this room but not change it. Ask the owner of the room if you should be able to.',
  'refusal.role': 'Your role cannot change this. Ask a coordinator to do it.',
  'refusal.party':
    'Only the party this belongs to can change it. Ask a coordinator of that party, or of the coordination cell.',
  'refusal.owner-only':
    'Only the owner of the room can change this, with the set command or in the room settings.',
  'refusal.server-only': 'The server writes this itself; nobody can type it in.',
  'refusal.unknown-kind':
    'The board has no records of this kind. Reload the page to get the current version.',
  'refusal.unknown-field':
    'Records of this kind have no such field. Check the name of the field, or reload the page.',
  'refusal.bad-record-id': 'This record has an identifier the board cannot use. Create the record anew.',
  'refusal.value': 'This value does not fit the field. Check it and enter it again.',
  'refusal.naming-set':
    'This was fixed when the record was created. Close the record and create a new one instead.',
  'refusal.create-only': 'This record cannot be changed once it is written. Add a new one that corrects it.',
  'refusal.incomplete-record': 'Fill in every required field of the new record: {missing}.',
  'refusal.unset': 'A value cannot be removed from the record of what was known. Empty the field instead.',
  'refusal.foreign-client':
    'This change came under somebody else’s name and was refused. Reload the page and enter it again.',
  'refusal.structure': 'This change is not in the form the board uses. Reload the page and enter it again.',
  'refusal.malformed': 'This change could not be read. Reload the page and enter it again.',
  'refusal.too-complex': 'This change is too large to be checked at once. Send it in smaller parts.',
  'refusal.missing': 'Something before this change is missing here. It is being asked for again.',
  'refusal.other-epoch':
    'The room was tidied up meanwhile. Look at what stands, and set your change again if it still holds.',
  'refusal.too-big': 'This is larger than the {max} bytes allowed. Send it in smaller parts.',
  'refusal.too-fast': 'That was too much in a short time. Wait a moment and try again.',
  'refusal.too-many-sockets': 'You have this room open in too many places. Close a tab and try again.',
  'refusal.cool-down': 'Several of your changes were refused. Wait half a minute and try again.',
  'refusal.quota':
    'You have written here from more windows than one person may use at once and in a day. Close this window and go on in one that is open already.',
  'refusal.room-full':
    'This room holds {max} records, as many as it may. Ask the owner to start a new room for what comes next.',
  'refusal.storage':
    'The server cannot write to its disk at the moment. Your change is not saved; keep this page open and tell the server operator.',
  'refusal.shutting-down': 'The server is being restarted. Keep this page open; it reconnects by itself.',
  'refusal.internal':
    'Something went wrong in the server. Try again; if it happens again, tell the server operator.',
  'refusal.unreachable': 'The server does not answer. Check the network; this page tries again when you do.',
  'refusal.bad-request': 'This request could not be read: {what}. Correct it and try again.',
  'refusal.not-found': 'There is nothing at this address. Check the link.',
  'refusal.forbidden': 'Your role does not allow this. Ask the owner of the room.',
  'refusal.id-conflict': 'An alert with this number exists already with other content. Raise a new alert.',
  'refusal.stale': 'The alert was changed meanwhile. Look at it as it stands now and decide again.',
  'refusal.no-alert': 'There is no such alert in this room.',
  'refusal.alert-over': 'This alert is already over. Raise a new one if the danger is still there.',
  'refusal.alert-content': 'Check the alert: {what}.',
  'refusal.second-person': 'A second person of another party has to confirm this. Ask one of them to do it.',
  'refusal.forked':
    'The record of alerts here is not the one this page has seen before. Reload the page, and tell the server operator that the record changed.',
  'refusal.import-problems':
    'Nothing was imported: some rows have problems. Correct them and import the file again.',
  'refusal.import-unknown': 'There is no such import in this room.',
  'refusal.import-undone': 'This import was already undone.',
  'refusal.no-archive':
    'Nothing was closed under this number. Take the number that the closing was answered with.',
  'refusal.no-record': 'There is no such record in this room. Check its name or number.',
  'refusal.last-owner': 'A room needs an owner. Make somebody else owner first.',
} as const satisfies { readonly [code in RefusalCode as `refusal.${code}`]: string };
