package pcsim

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// strike is one fault hitting one call. next asks what is behind the fault:
// further faults and in the end the API.
type strike struct {
	fault  *activeFault
	server *Server
	call   *call
	next   func() (reply, error)
}

func (k strike) status() (reply, error) {
	f := k.fault
	answer := reply{status: f.Status, header: http.Header{}}
	switch f.Shape {
	case ShapeAPIFault:
		description := f.Description
		if description == "" {
			description = "This error was asked for with a fault."
		}
		answer = k.server.refused(k.call, refuse(f.Status, f.Code, "%s", description))
	case ShapeGateway:
		answer.header.Set("Content-Type", "application/json")
		answer.body = fmt.Appendf(nil, `{ "statusCode": %d, "message": %s }`, f.Status, compact(f.Description))
	case ShapeHTML:
		answer.header.Set("Content-Type", "text/html")
		answer.body = fmt.Appendf(nil, "<html><head><title>%d %s</title></head><body><center><h1>%[1]d %[2]s</h1></center></body></html>\r\n", f.Status, http.StatusText(f.Status))
	}
	if f.RetryAfter != "" {
		answer.header.Set("Retry-After", f.RetryAfter)
	}
	return answer, nil
}

func (k strike) unauthorized() (reply, error) {
	return k.server.refused(k.call, unauthorized(`Bearer error="invalid_token"`)), nil
}

func (k strike) revokeBearer() (reply, error) {
	sent := bearer(k.call.request)
	k.fault.mu.Lock()
	if k.fault.bearer == "" {
		k.fault.bearer = sent
	}
	revoked := k.fault.bearer == sent
	k.fault.mu.Unlock()
	if revoked {
		return k.unauthorized()
	}
	return k.next()
}

func (k strike) redirect() (reply, error) {
	return reply{status: k.fault.Status, header: http.Header{"Location": {k.fault.Location}}}, nil
}

func (k strike) delay() (reply, error) {
	if err := wait(k.call.request.Context(), k.fault.Delay); err != nil {
		return reply{}, err
	}
	return k.next()
}

func (k strike) stall() (reply, error) {
	ctx := k.call.request.Context()
	select {
	case <-k.fault.gone:
		return k.next()
	case <-ctx.Done():
		return reply{}, context.Cause(ctx)
	}
}

func (k strike) reset() (reply, error) { return reply{reset: true}, nil }

func (k strike) cutHead() (reply, error) { return reply{cutHead: true}, nil }

func (k strike) cut() (reply, error) {
	answer, err := k.next()
	answer.cut = true
	return answer, err
}

func (k strike) drip() (reply, error) {
	answer, err := k.next()
	answer.chunk, answer.pause = int(k.fault.Bytes), k.fault.Delay
	return answer, err
}

func (k strike) truncate() (reply, error) {
	answer, err := k.next()
	answer.body = answer.body[:len(answer.body)/2]
	return answer, err
}

func (k strike) huge() (reply, error) {
	answer, err := k.next()
	answer.padding, answer.unsized = k.fault.Bytes, true
	return answer, err
}

func (k strike) surplus() (reply, error) {
	answer, err := k.next()
	answer.body = append(answer.body, "{}"...)
	return answer, err
}

func (k strike) garbage() (reply, error) {
	answer, err := k.next()
	answer.body = []byte("\x1f\x8b\x00 this is no JSON \xff\xfe")
	return answer, err
}

func (k strike) contentType() (reply, error) {
	answer, err := k.next()
	if err == nil && answer.header != nil {
		answer.header.Set("Content-Type", "text/html")
	}
	return answer, err
}

func (k strike) clockSkew() (reply, error) {
	answer, err := k.next()
	if err == nil && answer.header != nil {
		answer.header.Set("Date", time.Now().Add(k.fault.Delay).UTC().Format(http.TimeFormat))
	}
	return answer, err
}

func (k strike) wrongType() (reply, error) {
	return k.edit(func(body map[string]json.RawMessage) {
		for name := range body {
			switch name {
			case "totalCount":
				body[name] = json.RawMessage(`"many"`)
			case "items":
				body[name] = json.RawMessage(`{"0":{}}`)
			default:
				body[name] = json.RawMessage(`[true,1]`)
			}
		}
	})
}

func (k strike) nullItems() (reply, error) {
	return k.edit(func(body map[string]json.RawMessage) { body["items"] = json.RawMessage("null") })
}

func (k strike) nullItem() (reply, error) {
	return k.editItems(func(items []json.RawMessage) []json.RawMessage {
		items[0] = json.RawMessage("null")
		return items
	})
}

func (k strike) duplicateItem() (reply, error) {
	return k.editItems(func(items []json.RawMessage) []json.RawMessage { return append(items, items[0]) })
}

func (k strike) oddDates() (reply, error) {
	odd := [...]string{
		`"0001-01-01T00:00:00"`, `"2017-08-09T14:43:26.0092288"`, `"9999-12-31T23:59:59.9999999Z"`, `"yesterday"`, `null`, `1502290406`,
	}
	return k.editItems(func(items []json.RawMessage) []json.RawMessage {
		for i, item := range items {
			members := map[string]json.RawMessage{}
			if json.Unmarshal(item, &members) != nil {
				continue // another fault has already spoilt it
			}
			for _, name := range []string{"creationDate", "uploadedDate"} {
				if _, there := members[name]; there {
					members[name] = json.RawMessage(odd[i%len(odd)])
				}
			}
			items[i] = compact(members)
		}
		return items
	})
}

// editItems changes the items of a list that has any.
func (k strike) editItems(change func([]json.RawMessage) []json.RawMessage) (reply, error) {
	return k.edit(func(body map[string]json.RawMessage) {
		var items []json.RawMessage
		if json.Unmarshal(body["items"], &items) == nil && len(items) > 0 {
			body["items"] = compact(change(items))
		}
	})
}

// edit changes the members of a successful answer.
func (k strike) edit(change func(map[string]json.RawMessage)) (reply, error) {
	answer, err := k.next()
	if err != nil || answer.status != http.StatusOK {
		return answer, err
	}
	text, marked := bytes.CutPrefix(answer.body, []byte(byteOrderMark))
	body := map[string]json.RawMessage{}
	if json.Unmarshal(text, &body) != nil {
		return answer, nil // another fault has already spoilt it
	}
	change(body)
	answer.body = compact(body)
	if marked {
		answer.body = append([]byte(byteOrderMark), answer.body...)
	}
	return answer, nil
}

func (k strike) expireTokens() (reply, error) {
	if len(k.call.request.Header.Values(headerToken)) > 0 {
		return k.server.refused(k.call, expiredToken()), nil
	}
	return k.next()
}

func (k strike) repeatToken() (reply, error) {
	k.call.repeatToken = true
	return k.next()
}

func (k strike) emptyPages() (reply, error) {
	k.call.emptyPages = k.fault.Pages
	return k.next()
}
