package export

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Options are what an export needs.
type Options struct {
	Source Source
	Output string // a path
	// Of is what the export is of: a state of anything else is refused.
	Of     Identity
	Format Format
	// Overwrite throws away an output and a state that are there already.
	Overwrite bool
	// Retry is how patiently each question is asked. Its zero value will do.
	Retry Retry
	// Watcher is told what happens. Default: nobody is.
	Watcher Watcher
}

// Watcher is told how an export goes on, in the export's own goroutine.
type Watcher interface {
	// Advanced is called after every window.
	Advanced(Position)
	// Noticed is called with a sentence that somebody may want to read later.
	Noticed(sentence string)
}

// Position is where an export is.
type Position struct {
	Batch    Batch
	Written  int // devices of that batch
	Complete int // batches, those of earlier runs included
	Batches  int
	Devices  int // in the output
}

// Result is what an export came to.
type Result struct {
	Devices int // in the output
	Batches int // complete
	Failed  []BatchError
}

// BatchError is why a batch is not in the output.
type BatchError struct {
	Batch string
	Err   error
}

// Bounds of what is tried.
const (
	// A batch that failed is tried again after all the others.
	passes = 2
	// How often one pass reads a batch from its start.
	mostStarts = 3
)

// StartError is why an export did not begin: the output cannot be written, or
// belongs to something else. Nothing was asked and nothing was changed.
type StartError struct{ Err error }

func (e *StartError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *StartError) Unwrap() error { return e.Err }

// Run exports, or goes on with what an earlier run left. With a nil error, the
// output holds every device of every batch but of those in Result.Failed, of
// which it holds none. After any other end, and as long as there are failed
// batches, a further Run goes on.
func Run(ctx context.Context, options Options) (Result, error) {
	if options.Source == nil || options.Format == nil || options.Output == "" {
		return Result{}, errors.New("an export needs a source, a format and an output")
	}
	if options.Watcher == nil {
		options.Watcher = nobody{}
	}
	options.Retry = options.Retry.withDefaults()
	j, err := openJournal(options.Output, options.Of, options.Format, options.Overwrite)
	if err != nil {
		return Result{}, &StartError{err}
	}
	e := &exporter{Options: options, journal: j}
	err = e.all(ctx)
	return Result{j.state.Devices, len(j.state.Done), e.failed}, errors.Join(err, j.close())
}

type exporter struct {
	Options
	journal *journal
	batches int
	failed  []BatchError
}

func (e *exporter) all(ctx context.Context) error {
	batches, err := retry(ctx, e.Retry, e.Watcher.Noticed, e.Source.Batches)
	if err != nil {
		return fmt.Errorf("the customer's batches cannot be read: %w", err)
	}
	waiting, err := e.plan(batches)
	if err != nil {
		return err
	}
	for range passes {
		e.failed = nil
		var again []Batch
		for _, batch := range waiting {
			err := e.batch(ctx, batch)
			if err == nil {
				continue
			}
			if ctx.Err() != nil || endsRun(err) {
				return fmt.Errorf("batch %q: %w", batch.ID, err)
			}
			e.Watcher.Noticed(fmt.Sprintf("Batch %q failed, its devices are left out: %v", batch.ID, err))
			if _, err := e.journal.drop(); err != nil {
				return err
			}
			e.failed = append(e.failed, BatchError{batch.ID, err})
			again = append(again, batch)
		}
		waiting = again
	}
	if len(e.failed) > 0 {
		return nil
	}
	return e.journal.complete()
}

// plan puts the batches into order: the one in progress first, because its rows
// are the last of the output. One that is listed twice is read once.
func (e *exporter) plan(batches []Batch) ([]Batch, error) {
	seen := map[string]bool{}
	batches = slices.DeleteFunc(slices.Clone(batches), func(b Batch) bool {
		twice := seen[b.ID]
		seen[b.ID] = true
		return twice
	})
	e.batches = len(batches)
	waiting := slices.DeleteFunc(batches, func(b Batch) bool { return e.journal.done(b.ID) })
	current := e.journal.state.Current
	if current == nil {
		return waiting, nil
	}
	at := slices.IndexFunc(waiting, func(b Batch) bool { return b.ID == current.Batch })
	if at < 0 {
		devices, err := e.journal.drop()
		e.Watcher.Noticed(fmt.Sprintf("Batch %q is no longer there: dropped the %d devices that were written of it.", current.Batch, devices))
		return waiting, err
	}
	return slices.Concat(waiting[at:at+1], waiting[:at], waiting[at+1:]), nil
}

// batch exports one batch, from where it is.
func (e *exporter) batch(ctx context.Context, batch Batch) error {
	for starts := 1; ; {
		after := ""
		if current := e.journal.state.Current; current != nil {
			after = current.After
		}
		window, err := retry(ctx, e.Retry, e.Watcher.Noticed, func(ctx context.Context) (Window, error) {
			return e.Source.Window(ctx, batch.ID, after)
		})
		switch {
		case err != nil && remedy(err) == StartOver && after != "" && starts < mostStarts:
			starts++
			devices, dropErr := e.journal.drop()
			if dropErr != nil {
				return broken(dropErr)
			}
			e.Watcher.Noticed(fmt.Sprintf("Batch %q starts over, the %d devices that were written of it are dropped: %v", batch.ID, devices, err))
			continue
		case err != nil:
			return err
		case window.Next != "" && window.Next == after:
			return &Failure{Remedy: SkipBatch, Message: "The API sends the cursor that it was sent, so the list would never end."}
		}
		if err := e.journal.add(batch.ID, window); err != nil {
			return broken(err)
		}
		e.Watcher.Advanced(e.position(batch))
		if window.Next == "" {
			return nil
		}
	}
}

func (e *exporter) position(batch Batch) Position {
	state := e.journal.state
	p := Position{Batch: batch, Complete: len(state.Done), Batches: e.batches, Devices: state.Devices}
	if state.Current != nil {
		p.Written = state.Devices - state.Current.Devices
	}
	return p
}

type nobody struct{}

func (nobody) Advanced(Position) {}
func (nobody) Noticed(string)    {}
