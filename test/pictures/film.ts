import type {Terminal} from '../driver/terminal.ts';
import type {CastRecorder} from './cast.ts';

/** Small enough that its text can be read in a README. */
export const filmSize = {columns: 92, rows: 24};

/**
 * From the DevBoxes to a golden image and a DevBox launched from it, as a person does it. The pauses cost no time: they are only
 * written into the recording.
 */
export const film = async (terminal: Terminal, recorder: CastRecorder): Promise<void> => {
	await terminal.sees(/\b[2-9] ready/u);
	terminal.type('2');
	await terminal.sees(/api .*\d%/u);
	await terminal.sees('Own layer');
	await recorder.pause(1.5);
	terminal.type('/');
	await terminal.sees('Clear filter');
	await recorder.types(terminal, 'api');
	await terminal.sees(/\/ api\b[^\n]* of /u);
	await terminal.sees(/─ api ─[\s\S]*Own layer/u);
	terminal.press('enter');
	await terminal.sees('c Create image');
	await recorder.mark('DevBoxes', 1);
	terminal.type('c');
	await terminal.sees('Image name');
	await recorder.pause(1);
	terminal.press('ctrl+u');
	await recorder.types(terminal, 'tax-prep');
	terminal.press('enter');
	await recorder.types(terminal, '2025');
	terminal.press('enter');
	await recorder.types(terminal, 'erp');
	terminal.press('enter');
	await terminal.sees('✓ free');
	await terminal.sees('#erp');
	await recorder.mark('Details', 1.5);
	terminal.press('ctrl+s');
	await terminal.sees('Show commands');
	await recorder.mark('Review', 2.5);
	terminal.press('enter');
	await terminal.sees(/Done in[\s\S]*is ready/u);
	await recorder.mark('Image', 2.5);
	terminal.type('l');
	await terminal.sees('Select a worker.');
	await recorder.pause(1);
	terminal.press('tab');
	await terminal.sees('type to filter');
	await terminal.sees('tax-prep');
	await recorder.types(terminal, 'tax');
	await terminal.sees('1 of');
	await recorder.mark('Picker', 1.5);
	terminal.press('enter');
	await terminal.seesNo('1 of');
	await terminal.sees('The image exposes');
	await recorder.mark('Launch', 2);
	terminal.press('ctrl+s');
	await terminal.sees('Show commands');
	await recorder.pause(1);
	terminal.press('enter');
	// The lists know the DevBox: its shell is offered.
	await terminal.sees(/Done in[\s\S]* s Shell/u);
	await recorder.mark('DevBox', 3);
};
