// Package relay is the paging arithmetic of the graph: global object IDs,
// cursors, windows, and the walk over upstream pages that fills a window.
//
// It is pure. It imports the standard library alone, knows neither HTTP nor
// Partner Center, and does its I/O through a function it is given. That is what
// makes it possible to enumerate small lists exhaustively in its tests.
//
// The problem it solves: the upstream hands out one continuation token per
// page of 100 items, while a Relay connection promises a cursor on every edge.
// A [Position] bridges the two: the token that fetched the page, the item's
// index in it, and a digest of the item, so that a page which changed under a
// cursor is noticed.
package relay
