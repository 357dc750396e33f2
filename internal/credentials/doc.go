// Package credentials is how pcgraph identifies itself to Partner Center: it gets
// access tokens from Microsoft Entra ID, keeps them, and renews them.
//
// There are three ways to get one, described on the page "Partner Center
// authentication": as an application with a client secret or with a certificate
// (client.go, certificate.go), and in the name of a user who signed in once, with a
// refresh token (refresh.go). The refresh token is replaced from time to time, and
// the new one is written back to the file that the old one came from (file.go).
//
// A [Source] stands in front of whichever it is, and is all that a caller sees:
//
//   - A token is fetched once for all who ask at the same moment, and whoever
//     leaves does not disturb the others. (source.go)
//   - It is renewed before it ends, by whoever asks then; the old one is served
//     meanwhile. Nothing runs in the background.
//   - A token that Partner Center refuses is replaced, once.
//   - A failure is remembered for a while that grows from 1 s to 30 s, so that the
//     login host is not asked in vain by every request. (backoff.go)
//
// The login host is spoken to through an exchange (exchange.go), which bounds and
// guards what the libraries do there: no redirects, no plain HTTP but to this
// machine, no endless answer. It also finds out why a fetch failed, because the
// libraries' own errors repeat what was sent and what came back, secrets among it.
// What is said of a failure is ours: a sentence, and the login host's error number
// (failure.go).
package credentials
