package credentials

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"pcgraph/pcclient"
)

// failure says why there is no token. Its text has nothing of what the login host
// said but the number of its error: that may repeat what it was sent.
type failure struct {
	kind   pcclient.Kind
	code   string // "AADSTS" and a number; may be empty
	reason string // with what to do about it
	pause  time.Duration
}

func (f *failure) Error() string {
	if f.code == "" {
		return f.reason
	}
	return f.reason + " (" + f.code + ")"
}

// unavailable is a failure that is not the credential's fault.
func unavailable(reason string) *failure {
	return &failure{kind: pcclient.KindUnavailable, reason: reason}
}

const (
	signInAgain = "sign in again, with multi-factor authentication, and put the new refresh token into its file"
	// longestRetryAfter bounds what the login host may ask for.
	longestRetryAfter = 5 * time.Minute
)

// reasons are for the numbers that an operator will meet, out of the page "Microsoft
// Entra authentication and authorization error codes".
func reasons() map[int]string {
	return map[int]string{
		50034:   "the user of the refresh token is not in the tenant; " + signInAgain,
		50057:   "the user of the refresh token is disabled; " + signInAgain,
		50076:   "the sign-in lacks multi-factor authentication; " + signInAgain,
		50079:   "the sign-in lacks multi-factor authentication; " + signInAgain,
		50173:   "the refresh token was revoked; " + signInAgain,
		53003:   "a Conditional Access policy refuses it; ask the tenant's administrator",
		65001:   "nobody has consented to the application's permission; consent to user_impersonation of Partner Center, and " + signInAgain,
		70008:   "the refresh token has expired; " + signInAgain,
		700082:  "the refresh token has expired, not having been used for long; " + signInAgain,
		700084:  "the refresh token has expired; " + signInAgain,
		90002:   "there is no such tenant in this cloud; check the tenant ID and the cloud",
		500011:  "the tenant does not know Partner Center's API; check the tenant ID and the cloud, and register the application in Partner Center",
		700016:  "the tenant does not know the application; check the client ID and the tenant ID",
		700024:  "the signed assertion is not valid now; set this machine's clock",
		700027:  "the certificate is not registered for the application, or has expired; upload its public part to the application",
		7000112: "the application is disabled; ask the tenant's administrator",
		7000215: "the client secret is wrong; give its value, not its ID",
		7000222: "the client secret has expired; add a new one to the application",
	}
}

// refused is the failure of an answer that is no success.
func refused(resp *http.Response, body []byte) *failure {
	if resp.StatusCode < 400 {
		return unavailable("the login host redirects, which is never followed; check the authority URL, and whether a proxy wants a login")
	}
	var said struct {
		Error      string `json:"error"`
		ErrorCodes []int  `json:"error_codes"`
	}
	_ = json.Unmarshal(body, &said) // a proxy's page leaves it empty

	f := &failure{kind: pcclient.KindUnauthorized}
	number := 0
	if last := len(said.ErrorCodes) - 1; last >= 0 && said.ErrorCodes[last] > 0 {
		number = said.ErrorCodes[last] // the first ones are more general
		f.code = "AADSTS" + strconv.Itoa(number)
	}
	if mayPass(resp.StatusCode, said.Error) {
		f.kind, f.pause = pcclient.KindUnavailable, retryAfter(resp.Header, time.Now())
		f.reason = "the login host answers with status " + strconv.Itoa(resp.StatusCode) + "; it is asked again"
		return f
	}
	if f.reason = reasons()[number]; f.reason != "" {
		return f
	}
	switch said.Error {
	case "invalid_client":
		f.reason = "the login host does not accept the client secret or certificate"
	case "invalid_grant":
		f.reason = "the login host does not accept the refresh token; " + signInAgain
	default:
		f.reason = "the login host refuses with status " + strconv.Itoa(resp.StatusCode) + "; check tenant ID, client ID and authority URL"
	}
	return f
}

// mayPass reports whether the login host may answer otherwise later.
func mayPass(status int, name string) bool {
	return status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout ||
		name == "temporarily_unavailable" || name == "server_error"
}

// retryAfter reads the Retry-After header: seconds, or a date. 0 means that there is
// none to be understood, or that it is over.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return min(time.Duration(seconds)*time.Second, longestRetryAfter)
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return min(max(date.Sub(now), 0), longestRetryAfter)
}

// oneLine makes a text of the network fit for a log line.
func oneLine(text string) string {
	const longest = 200
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "…"
	}
	return text
}
