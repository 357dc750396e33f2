package pcclient

import (
	"net/http"
	"time"
)

// devicesScanner reads a page of devices.
type devicesScanner struct {
	scanner
	page envelope[Device]
	// policies has room for those of many devices, which take their parts of it.
	policies []Policy
	// How the devices and policies before spelt their members.
	asDevice, asPolicy memberOrder
}

// readDevices reads a page of devices. The texts of all its devices are parts of one,
// which is the body: whoever keeps a device keeps all that was sent with it.
func readDevices(resp *http.Response, limit int64) (envelope[Device], error) {
	text, err := readText(resp.Body, resp.ContentLength, limit)
	if err != nil {
		return envelope[Device]{}, err
	}
	s := devicesScanner{scanner: scanner{text: text}}
	s.collection()
	s.end()
	if err := s.err(); err != nil {
		return envelope[Device]{}, err
	}
	return s.page, nil
}

func (s *devicesScanner) collection() {
	for more := s.opens('{'); more; more = s.more('{') {
		switch s.member() {
		case memberItems:
			s.devices()
		case memberContinuationToken:
			s.page.token = s.string()
		case memberLinks:
			s.links()
		default:
			s.skip()
		}
	}
}

// deviceBytes is what hardly a device takes less than, as it is sent.
const deviceBytes = 200

func (s *devicesScanner) devices() {
	s.page.present, s.page.items = true, nil
	for more := s.opens('['); more; more = s.more('[') {
		if s.null() {
			continue
		}
		if s.page.items == nil {
			s.page.items = make([]Device, 0, min(pageSize, 1+len(s.text)/deviceBytes))
		}
		if len(s.page.items) == maxItems {
			s.fail(otherShape)
			return
		}
		s.page.items = append(s.page.items, Device{})
		s.device(&s.page.items[len(s.page.items)-1])
	}
}

func (s *devicesScanner) device(d *Device) {
	place := 0
	for more := s.opens('{'); more; more = s.more('{') {
		m := s.memberAt(place, &s.asDevice)
		place++
		switch m {
		case memberID:
			d.ID = s.string()
		case memberSerialNumber:
			d.SerialNumber = s.string()
		case memberProductKey:
			d.ProductKey = s.string()
		case memberHardwareHash:
			d.HardwareHash = s.string()
		case memberModelName:
			d.ModelName = s.string()
		case memberOEMManufacturerName:
			d.OEMManufacturerName = s.string()
		case memberPolicies:
			d.Policies = s.devicePolicies()
		case memberUploadedDate:
			if s.peek() == '"' {
				d.UploadedDate = parseDate(s.quoted())
			} else {
				d.UploadedDate = time.Time{}
				s.skip()
			}
		default:
			s.skip()
		}
	}
}

func (s *devicesScanner) devicePolicies() []Policy {
	start := len(s.policies)
	for more := s.opens('['); more; more = s.more('[') {
		if s.null() {
			continue
		}
		own := s.policies[start:]
		if len(own) == maxItems {
			s.fail(otherShape)
			return nil
		}
		if len(s.policies) == cap(s.policies) {
			// Room for more devices, not for all: those before keep what they have.
			s.policies = append(make([]Policy, 0, max(cap(s.page.items), 2*len(own))), own...)
			start = 0
		}
		s.policies = append(s.policies, s.policy())
	}
	if start == len(s.policies) {
		return nil
	}
	// The capacity is cut off, or to append to one device's would write into the next's.
	return s.policies[start:len(s.policies):len(s.policies)]
}

func (s *devicesScanner) policy() (p Policy) {
	place := 0
	for more := s.opens('{'); more; more = s.more('{') {
		m := s.memberAt(place, &s.asPolicy)
		place++
		switch m {
		case memberKey:
			p.Category = PolicyCategory(s.stringOrNumber())
		case memberValue:
			p.Value = s.string()
		default:
			s.skip()
		}
	}
	return p
}

// links reads the page's links. Where they come twice, the second ones are added to
// the first, unless they are null; that goes for the next link as well.
func (s *devicesScanner) links() {
	if s.peek() == 'n' {
		s.page.next = nextLink{}
	}
	for more := s.opens('{'); more; more = s.more('{') {
		if s.member() == memberNext {
			s.nextLink()
		} else {
			s.skip()
		}
	}
}

func (s *devicesScanner) nextLink() {
	link := &s.page.next
	if s.peek() == 'n' {
		*link = nextLink{}
	}
	for more := s.opens('{'); more; more = s.more('{') {
		switch s.member() {
		case memberURI:
			link.URI = s.string()
		case memberHeaders:
			link.Headers = nil
			for more := s.opens('['); more; more = s.more('[') {
				link.Headers = append(link.Headers, s.linkHeader())
			}
		default:
			s.skip()
		}
	}
}

func (s *devicesScanner) linkHeader() (h linkHeader) {
	for more := s.opens('{'); more; more = s.more('{') {
		switch s.member() {
		case memberKey:
			h.Key = s.string()
		case memberValue:
			h.Value = s.string()
		default:
			s.skip()
		}
	}
	return h
}
