// Package laws keeps what the documents say of this repository true. It holds no
// code: its tests read the import graph, the source tree and README.md, and say in
// a sentence which law is broken and what would mend it.
package laws
