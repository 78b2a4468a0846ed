import { Module } from '@nestjs/common';
import { X402Module } from '../x402/x402.module.js';
import { NoteWriter } from './note-writer.service.js';
import { Notes } from './notes.service.js';
import { PendingNotes } from './pending-notes.repository.js';
import { RepairNotesJob } from './repair-notes.job.js';

/** What is noted of payments, and never undoes them. */
@Module({
  imports: [X402Module],
  providers: [NoteWriter, Notes, PendingNotes, RepairNotesJob],
  exports: [Notes],
})
export class NotesModule {}
