package callers

// A Refusal says why a request is not let in, in words that are meant for whoever sent it. There are four, and none
// tells more of a token than that it is too old.
type Refusal struct{ text, challenge string }

func (r *Refusal) Error() string { return r.text }

// Challenge is the answer's WWW-Authenticate header, as RFC 6750 has it.
func (r *Refusal) Challenge() string { return r.challenge }

var (
	errMissing = &Refusal{
		"This API answers callers that it knows. Send an access token in the header `Authorization: Bearer …`.",
		"Bearer", // no error: RFC 6750 wants none where there is no token
	}
	errMalformed = &Refusal{
		"The Authorization header cannot be read. Send it once, with the word Bearer, a space, and an access token of at most 16 KiB.",
		`Bearer error="invalid_request"`,
	}
	errInvalid = &Refusal{
		"The access token is not valid. Get one for this API from its issuer.",
		`Bearer error="invalid_token"`,
	}
	errExpired = &Refusal{
		"The access token has expired. Get a new one.",
		`Bearer error="invalid_token", error_description="The access token expired"`,
	}
)
