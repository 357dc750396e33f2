package credentials

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"software.sslmate.com/src/go-pkcs12"
)

// certificate is an application's own, with its key.
type certificate struct {
	chain []*x509.Certificate
	key   crypto.PrivateKey
	der   []byte // the key as PKCS #8, the same whatever file it came from
}

// readCertificate reads a PEM or a PFX file. Its errors name neither the path nor
// anything that stands in the file.
func readCertificate(path, password string) (certificate, error) {
	content, err := readFile(path)
	if err != nil {
		return certificate{}, fmt.Errorf("CertificateFile cannot be read: %w", err)
	}
	parse := parsePFX
	if block, _ := pem.Decode(content); block != nil {
		parse = parsePEM
	}
	c, err := parse(content, password)
	if err == nil {
		c.der, err = x509.MarshalPKCS8PrivateKey(c.key)
	}
	if err != nil {
		return certificate{}, fmt.Errorf("CertificateFile must hold a certificate and its RSA key, as PEM or PFX: %w", err)
	}
	return c, nil
}

// parsePEM takes keys in the clear only. An encrypted one would need more than the
// standard library has, and OpenSSL makes a PFX file of it.
func parsePEM(content []byte, password string) (c certificate, err error) {
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" {
			return certificate{}, errors.New("a PEM file's key must not be encrypted; make a PFX file with `openssl pkcs12 -export`")
		}
	}
	if password != "" {
		return certificate{}, errors.New("a PEM file takes no password")
	}
	c.chain, c.key, err = azidentity.ParseCertificates(content, nil)
	return c, err
}

// parsePFX does not use azidentity's parser, which knows only the ciphers of old:
// it reads no file of OpenSSL 3 or of a recent Windows.
func parsePFX(content []byte, password string) (certificate, error) {
	key, leaf, others, err := pkcs12.DecodeChain(content, password)
	return certificate{chain: append([]*x509.Certificate{leaf}, others...), key: key}, err
}
