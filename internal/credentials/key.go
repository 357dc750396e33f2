package credentials

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

// deriveKey makes a key of a secret and of public words, so that neither tells of
// the other and that no two lists of words are the same.
func deriveKey(secret []byte, words ...string) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("pcgraph cursor key"))
	for _, word := range words {
		mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(word))))
		mac.Write([]byte(word))
	}
	return mac.Sum(nil)
}
