// Package entra is a simulated login host of Microsoft Entra ID: the token
// endpoint and the documents that lead to it, as one [http.Handler]. It knows one
// tenant with one application, and refuses what the real one would refuse, with
// the same error codes, so that a client that passes here has not passed by luck.
//
//	POST /{tenant}/oauth2/v2.0/token   numbers are JSON numbers; asks for a scope
//	POST /{tenant}/oauth2/token        numbers are JSON strings; asks for a resource
//	GET  /{tenant}/v2.0/.well-known/openid-configuration
//	GET  /common/discovery/instance
//
// Grants are client_credentials, with a client secret or with an assertion signed
// by a registered certificate, and refresh_token, which rotates. Access tokens are
// random words, for nobody but the API they are for may look into one; that API
// asks [Server.Accept].
//
// It starts no goroutine, keeps time by the clock of the time package, and so can
// be used inside a bubble of testing/synctest.
package entra
