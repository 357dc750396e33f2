// Package export writes every device of a customer into one file, window by
// window, so that it can be killed at any moment and go on where it was.
//
// # What a run may rely on
//
// Beside the output lies a state file: how many bytes of the output are good,
// which batches are complete, and behind which cursor the one in progress goes
// on. The two are only ever changed in this order (output.go, state.go):
//
//	more    the window is appended and synced, then the state counts it
//	less    the state forgets the bytes, then the output is truncated
//
// Whatever lies behind the bytes that the state counts is thus a torn window.
// A run begins by cutting it off, and asks for that window again: nothing is lost
// and nothing is doubled, wherever the run before it ended.
//
// A batch's rows are one piece, and the batch in progress is the last piece. It
// can therefore be dropped by a truncation, when its cursor is lost
// (exporter.go) or when it fails for good.
package export
