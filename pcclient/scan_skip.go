package pcclient

// skip moves past a value, whatever it is. It is as strict with it as with one that
// is kept: where something is broken, the rest may not be what it seems.
func (s *scanner) skip() {
	switch c := s.peek(); {
	case c == '"':
		s.skipQuoted()
	case c == '{':
		for more := s.opens('{'); more; more = s.more('{') {
			s.name()
			s.skip()
		}
	case c == '[':
		for more := s.opens('['); more; more = s.more('[') {
			s.skip()
		}
	case c == 'n':
		s.literal("null")
	case c == 't':
		s.literal("true")
	case c == 'f':
		s.literal("false")
	case startsNumber(c):
		s.number()
	default:
		s.unexpected()
	}
}

// number reads a number and returns it as it was sent.
func (s *scanner) number() string {
	start := s.at
	s.accepts('-', '-')
	if !s.accepts('0', '0') { // with which nothing but 0 and fractions begins
		s.digits()
	}
	if s.accepts('.', '.') {
		s.digits()
	}
	if s.accepts('e', 'E') {
		s.accepts('+', '-')
		s.digits()
	}
	return s.text[start:s.at]
}

// digits moves past at least one digit.
func (s *scanner) digits() {
	start := s.at
	for s.at < len(s.text) && isDigit(s.text[s.at]) {
		s.at++
	}
	if s.at == start {
		s.unexpected()
	}
}

// accepts moves past one byte if it is one of the two, and reports whether it is.
func (s *scanner) accepts(one, other byte) bool {
	if s.at == len(s.text) || s.text[s.at] != one && s.text[s.at] != other {
		return false
	}
	s.at++
	return true
}

func startsNumber(c byte) bool { return c == '-' || isDigit(c) }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
