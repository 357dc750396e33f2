package httpd

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// The media types of a response. The older one answers every well-formed request with 200; in the newer one
// the status tells a refused request from an executed one.
const (
	jsonMedia     = "application/json"
	responseMedia = "application/graphql-response+json"
)

// negotiate chooses the media type of the response from the values of the Accept header: the one the client
// likes best, then the one it names most exactly, then the one it names first. No header, or an empty one,
// means the older type. It is false when the client takes neither.
func negotiate(accept []string) (string, bool) {
	header := strings.Join(accept, ",")
	if strings.TrimSpace(header) == "" {
		return jsonMedia, true
	}
	best, chosen := match{}, ""
	ranges := strings.Split(header, ",")
	for _, offer := range []string{jsonMedia, responseMedia} {
		if m := matchOffer(offer, ranges); m.quality > 0 && (chosen == "" || m.betterThan(best)) {
			best, chosen = m, offer
		}
	}
	return chosen, chosen != ""
}

// match is how well an offer fits an Accept header.
type match struct {
	quality   float64
	precision int // 1 for */*, 2 for application/*, 3 for the type itself
	position  int // of the range in the header
}

func (m match) betterThan(other match) bool {
	if m.quality != other.quality {
		return m.quality > other.quality
	}
	if m.precision != other.precision {
		return m.precision > other.precision
	}
	return m.position < other.position
}

// matchOffer finds the range that speaks most precisely of the offer: by RFC 9110 its quality counts, also when
// a wider range has a higher one. A range that cannot be read says nothing.
func matchOffer(offer string, ranges []string) match {
	var found match
	for i, text := range ranges {
		media, params, err := mime.ParseMediaType(text)
		if err != nil || !isUTF8(params) {
			continue
		}
		m := match{quality: 1, position: i}
		switch media {
		case offer:
			m.precision = 3
		case "application/*":
			m.precision = 2
		case "*/*":
			m.precision = 1
		default:
			continue
		}
		if q, ok := params["q"]; ok {
			m.quality, err = strconv.ParseFloat(q, 64)
			if err != nil || !(m.quality >= 0 && m.quality <= 1) {
				continue
			}
		}
		if m.precision > found.precision {
			found = m
		}
	}
	return found
}

// checkContentType refuses a body that is not JSON in UTF-8. A browser form cannot send that type, so a page of
// another origin has to ask (preflight) before it can post here.
func checkContentType(h http.Header) *refusal {
	media, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || media != jsonMedia {
		return refuse(http.StatusUnsupportedMediaType,
			"The content type of a POST must be application/json. Send the header `Content-Type: application/json`.")
	}
	if !isUTF8(params) {
		return refuse(http.StatusUnsupportedMediaType,
			"The body must be encoded in UTF-8. Send the header `Content-Type: application/json; charset=utf-8`.")
	}
	if encoding := h.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return refuse(http.StatusUnsupportedMediaType,
			"A compressed body is not accepted. Send it as it is, without a Content-Encoding header.")
	}
	return nil
}

func isUTF8(params map[string]string) bool {
	charset, given := params["charset"]
	return !given || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}
